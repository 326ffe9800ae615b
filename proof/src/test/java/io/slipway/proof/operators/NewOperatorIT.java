// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.operators;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.proof.device.AccountDevice;
import io.slipway.proof.device.Client;
import io.slipway.proof.device.Device;
import io.slipway.proof.device.Door;
import io.slipway.proof.device.Profile;
import io.slipway.proof.world.Patience;
import io.slipway.proof.world.Person;
import io.slipway.proof.world.PlacedOrder;
import io.slipway.proof.world.Slipway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Olivia was given an account today, and does all her work with the command line. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NewOperatorIT {
  private static final String PASSWORD = "tide-and-harbour-7";

  private Path folder;
  private Slipway slipway;
  private Person olivia;

  @BeforeAll
  void start(@TempDir Path directory) {
    folder = directory;
    slipway = Slipway.start(folder);
    Person admin =
        Person.in(folder, "admin")
            .logIn(slipway, Map.of("SLIPWAY_PASSWORD", Slipway.ADMIN_PASSWORD));
    admin.does("account create harbour --email ops@harbour.example --max-requests 100");
    admin.does(
        "user create olivia --role administrator --password-stdin --account harbour", PASSWORD);
    olivia =
        Person.in(folder, "olivia")
            .logIn(slipway, Map.of("SLIPWAY_PASSWORD", PASSWORD), "--user olivia");
  }

  @AfterAll
  void stop() {
    slipway.close();
  }

  @Test
  void she_looksAfterHerAccountAndItsPeople() {
    assertThat(olivia.does("account set --city Trieste --phone 1234")).contains("is changed");
    assertThat(olivia.does("account show")).contains("harbour", "Trieste", "ops@harbour.example");
    assertThat(olivia.isRefused("account set --max-devices 1000")).contains("the one above");
    olivia.does("account create pier --email pier@harbour.example");
    olivia.does("account set pier --max-devices 5 --expires +30d");
    assertThat(olivia.reads("account list").at("/items/0/slipway/maxDevices").asInt()).isEqualTo(5);
    olivia.does("account delete pier");

    olivia.does("user create mate --role viewer --no-password --email m@harbour.example");
    olivia.does("user set mate --role viewer,auditor --display-name Mate --expires +90d");
    assertThat(olivia.does("user list --sort name")).contains("VIEWER, AUDITOR", "olivia");
    String key = olivia.does("credential create mate --expires +30d").lines().toList().get(1);
    Person mate = Person.in(folder, "mate").logIn(slipway, Map.of("SLIPWAY_API_KEY", key));
    assertThat(mate.does("audit list")).contains("olivia", "created");
    JsonNode credential = olivia.reads("credential list --user mate").at("/items/0");
    String id = credential.path("id").asText();
    olivia.does("credential unlock " + id);
    olivia.does("credential set " + id + " --disable");
    assertThat(mate.isRefused("audit list")).contains("slipway login");
    assertThat(olivia.does("credential show " + id)).contains("DISABLED");
    olivia.does("credential delete " + id);
    olivia.does("user delete mate");
    assertThat(olivia.isRefused("user show mate")).contains("there is no user mate");
  }

  @Test
  void she_ordersADeviceAndLooksAfterIt() {
    JsonNode made = olivia.reads("request create crane-1 --max-attempts 3");
    PlacedOrder order =
        new PlacedOrder(
            made.at("/id").asText(),
            "crane-1",
            made.at("/username").asText(),
            made.at("/password").asText(),
            Optional.empty());
    olivia.does("request set crane-1 --expires-on +7d --profile full");
    assertThat(olivia.does("request list --status created --match crane"))
        .containsPattern("crane-1 +CREATED");
    Device device = new Device(Profile.FULL, order, slipway.trust());
    device.provision(Client.PAHO_311, Door.provisionTls(slipway));
    try (AccountDevice arrived = device.arrive(Client.PAHO_311)) {
      arrived.birth();
      assertThat(olivia.does("request wait crane-1")).contains("COMPLETED");
      assertThat(olivia.does("request attempts crane-1")).contains("COMPLETED");
      assertThat(olivia.does("connection list --status connected"))
          .containsPattern("crane-1 +CONNECTED");
      assertThat(olivia.isRefused("connection set crane-1 --user-coupling loose"))
          .contains("provision request");
      assertThat(olivia.does("connection disconnect crane-1")).contains("has ended");
      Patience.until(
          "the device sees that", () -> !olivia.does("connection show crane-1").contains(" CONN"));
    }
    olivia.does("device set crane-1 --display-name Crane --field customAttribute1=east");
    assertThat(olivia.does("device show crane-1")).contains("Crane", "east");
    assertThat(olivia.does("device events crane-1 --event PROVISIONED")).contains("PROVISIONED");
    String event = olivia.reads("device events crane-1").at("/items/0/id").asText();
    olivia.does("device delete-event crane-1 " + event);
    assertThat(olivia.isRefused("device packages crane-1"))
        .contains("not supported in this version");
    olivia.does("device set crane-1 --disable");
    olivia.does("device delete crane-1");
    olivia.does("request delete crane-1");
    assertThat(olivia.isRefused("device show crane-1")).contains("there is no device crane-1");
  }

  @Test
  void she_ordersManyFromATemplate() throws IOException {
    olivia.does("group set north --default --description North");
    olivia.does("template set " + file("gate.yaml", GATE));
    olivia.does("service set Gate " + file("site.yaml", SITE));
    olivia.does("service default Gate org.acme.Gate north");
    assertThat(olivia.does("service list Gate")).contains("org.acme.Gate  north  yes");
    assertThat(olivia.does("template schema Gate")).contains("site");
    assertThat(olivia.does("bulk create " + file("two.yaml", TWO) + " --template Gate"))
        .contains("2 of 2 devices are ordered");
    assertThat(olivia.does("request reveal gate-1")).contains("password");
    olivia.does("request stop gate-1");
    assertThat(olivia.reads("request list --match gate --all").at("/size").asInt()).isEqualTo(2);
    assertThat(olivia.does("request list --match gate --limit 1"))
        .contains("More follow: --offset 1, or --all");
    olivia.does("service delete Gate org.acme.Gate north");
    olivia.does("group show north");
    olivia.does("group delete north");
    olivia.does("template delete Gate");
    assertThat(olivia.isRefused("template show Gate")).contains("there is no template Gate");
  }

  @Test
  void she_importsAFileAndForgetsIt() throws IOException {
    Path rows = file("rows.csv", "clientId,serialNo\nbuoy-1,S1\nbuoy-2,S2\nbuoy/3,S3\n");
    olivia.does("template set " + file("buoy.yaml", "displayName: Buoy\nbody: {}\n"));
    String preview = olivia.does("import preview " + rows + " --template Buoy");
    assertThat(preview).contains("buoy-1");
    Path one = file("one.csv", "clientId,serialNo\na-1,S\n");
    JsonNode started = olivia.reads("import start " + one + " --template Buoy");
    String id = started.path("id").asText();
    assertThat(olivia.does("import watch " + id)).contains("1 of 1 rows, 0 failed", "COMPLETED");
    assertThat(olivia.does("import secrets " + id)).contains("a-1,a-1-S,");
    assertThat(olivia.isRefused("import start " + rows + " --template Buoy --wait"))
        .contains("3 rows, 1 failed");
    String failed = olivia.reads("import list").at("/items/0/id").asText();
    assertThat(olivia.does("import failures " + failed)).contains("buoy/3,S3,4,");
    olivia.does("import delete " + failed);
    assertThat(olivia.isRefused("import show " + failed)).contains("import");
  }

  @Test
  void she_managesBrokers() {
    String url = "mqtts://broker.harbour.example:8884";
    assertThat(olivia.does("endpoint list")).contains("MESSAGE_BROKER");
    olivia.does("account create quay --email quay@harbour.example");
    olivia.does("endpoint create " + url + " --account quay");
    olivia.does("endpoint set " + url + " --url mqtts://other:1 --unobserved --account quay");
    assertThat(olivia.does("endpoint show mqtts://other:1 --account quay"))
        .contains("MESSAGE_BROKER, UNOBSERVED");
    olivia.does("endpoint delete mqtts://other:1 --account quay");
  }

  @Test
  void she_takesTheRecordsAway() throws IOException {
    olivia.does("group set records");
    Path out = folder.resolve("audit.csv");
    assertThat(olivia.does("audit export --type provisionGroup --to records --out " + out))
        .contains("1 records");
    List<String> lines = Files.readAllLines(out);
    assertThat(lines).hasSize(2);
    assertThat(lines.get(1)).contains(",olivia,", ",created,provisionGroup,records,");
    assertThat(olivia.does("audit export --format jsonl --by olivia")).contains("\"loggedIn\"");
    assertThat(olivia.does("audit list --since +1m")).contains("There is no");
  }

  private Path file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  private static final String GATE =
      """
      displayName: Gate
      body:
        extraOptions:
          deviceConfiguration:
            configuration:
              - id: org.acme.Gate
                properties:
                  - {name: site, type: String, value: ["§§PLACEHOLDER§§"]}
      """;
  private static final String SITE =
      """
      serviceId: org.acme.Gate
      group: north
      values:
        - {name: site, value: ["${account} ${serialNumber}"]}
      """;
  private static final String TWO =
      """
      devices:
        - {clientId: gate-1, serialNo: "1"}
        - {clientId: gate-2, serialNo: "2"}
      """;
}
