// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.proof.Project;
import io.slipway.proof.world.Operator;
import io.slipway.proof.world.Patience;
import io.slipway.proof.world.Slipway;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A file of orders, and a server that is killed over it. {@code -Dslipway.importRows=1000000} makes
 * it as long as can be; how long that took is in {@code target/import.txt}.
 */
class ImportIT {
  private static final int ROWS = Integer.getInteger("slipway.importRows", 100_000);
  private static final Duration LIMIT = Duration.ofMinutes(20);
  private static final String CSV = "text/csv";

  @TempDir private Path folder;

  @Test
  void file_isOrderedOnceThoughTheServerIsKilledOverIt() throws IOException {
    Path file = file();
    try (Slipway slipway = Slipway.start(Files.createDirectory(folder.resolve("server")))) {
      prepare(slipway.operator());
      Instant begun = Instant.now();
      Operator.Reply started = slipway.operator().importFile("", file, CSV).ok();
      Duration taking = Duration.between(begun, Instant.now());
      String id = started.at("/id");
      assertThat(started.json().at("/rows").asInt()).isEqualTo(ROWS);
      Patience.await("a tenth done", LIMIT, () -> done(slipway, id, ROWS / 10));
      slipway.kill();
      slipway.startAgain();
      Patience.await("half done", LIMIT, () -> done(slipway, id, ROWS / 2));
      slipway.kill();
      slipway.startAgain();
      Operator.Reply ended = Patience.await("all done", LIMIT, () -> done(slipway, id, ROWS));
      Duration whole = Duration.between(begun, Instant.now());
      Files.writeString(
          Project.root().resolve("proof/target/import.txt"),
          "%d rows: taken in after %d s, ordered after %d s, with two kills between%n"
              .formatted(ROWS, taking.toSeconds(), whole.toSeconds()));
      assertThat(ended.json().at("/created").asInt()).as(ended.json().toString()).isEqualTo(ROWS);
      assertThat(ended.at("/state")).isEqualTo("COMPLETED");
      assertThat(total(slipway.operator())).isEqualTo(ROWS);
      everyDeviceHasItsSecrets(slipway.operator(), id);
    }
  }

  private static void prepare(Operator operator) {
    operator
        .post(
            "/v1/_/provisionTemplates?templateId=default",
            """
            {"body":{"extraOptions":{"deviceConfiguration":{"configuration":[
              {"id":"org.acme.Pump","properties":[
                {"name":"site","type":"String","value":["${site} ${account}"]},
                {"name":"key","type":"Password","value":["${serialNumber}"]}]}]}}}}
            """)
        .ok();
  }

  private static Optional<Operator.Reply> done(Slipway slipway, String id, int rows) {
    Operator.Reply job = slipway.operator().get("/v1/_/imports/" + id).ok();
    assertThat(job.at("/state")).isIn("WAITING", "RUNNING", "COMPLETED");
    return Optional.of(job).filter(j -> j.json().at("/done").asInt() >= rows);
  }

  private static int total(Operator operator) {
    return operator.post("/v1/_/provisionRequests/_count", "{}").ok().json().at("/count").asInt();
  }

  private static void everyDeviceHasItsSecrets(Operator operator, String id) {
    List<String> secrets = operator.table("/v1/_/imports/" + id + "/secrets");
    Set<String> devices = new HashSet<>();
    Set<String> passwords = new HashSet<>();
    for (String row : secrets.subList(1, secrets.size())) {
      String[] cells = row.split(",", -1);
      devices.add(cells[0]);
      passwords.add(cells[2]);
    }
    assertThat(devices).hasSize(ROWS);
    assertThat(passwords).hasSize(ROWS);
    assertThat(operator.get("/v1/_/imports/" + id + "/secrets").status()).isEqualTo(409);
  }

  private Path file() throws IOException {
    Path file = folder.resolve("devices.csv");
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      out.write("clientId,serialNo,site\n");
      for (int i = 0; i < ROWS; i++) {
        out.write("device-" + i + ",S" + i + ",\"site " + i % 100 + "\"\n");
      }
    }
    return file;
  }
}
