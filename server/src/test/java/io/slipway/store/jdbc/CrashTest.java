// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.slipway.domain.Account;
import io.slipway.domain.Id;
import io.slipway.domain.ProvisionRequest;
import io.slipway.store.Samples;
import io.slipway.store.Store;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What was acknowledged outlives the process, however it dies. */
@Timeout(120)
class CrashTest {
  private static final int ACKNOWLEDGED_MIN = 300;
  private static final int CALLERS = 8;
  private static final String MARK = "stored ";

  @TempDir private Path directory;

  @Test
  void acknowledgedChanges_areThereAfterSigkill() throws Exception {
    Path file = directory.resolve("slipway.db");
    for (int life = 1; life <= 3; life++) {
      List<Id> acknowledged = killWhileWriting(file, life);
      assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(ACKNOWLEDGED_MIN);
      try (Store store = open(file)) {
        assertThat(acknowledged).allMatch(id -> store.request(id).isPresent());
      }
    }
  }

  private static List<Id> killWhileWriting(Path file, int life) throws IOException {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Writer.class.getName(),
                file.toString(),
                String.valueOf(life))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<Id> acknowledged = new ArrayList<>();
    try (BufferedReader lines = child.inputReader()) {
      while (acknowledged.size() < ACKNOWLEDGED_MIN) {
        read(Objects.requireNonNull(lines.readLine(), "the writer ended early"), acknowledged);
      }
      // The process's own method would also close the pipe, with what is still in it.
      child.toHandle().destroyForcibly();
      lines.lines().forEach(line -> read(line, acknowledged));
    } finally {
      child.destroyForcibly();
    }
    return acknowledged;
  }

  private static void read(String line, List<Id> acknowledged) {
    if (line.startsWith(MARK) && line.endsWith(".")) {
      acknowledged.add(new Id(Long.parseLong(line.substring(MARK.length(), line.length() - 1))));
    }
  }

  private static Store open(Path file) {
    return JdbcStore.open(file.toString(), StoreSettings.DEFAULT, new SimpleMeterRegistry());
  }

  /** Writes until it is killed and says of each request that it is stored. */
  static final class Writer {
    private Writer() {}

    public static void main(String[] args) {
      Store store = open(Path.of(args[0]));
      int life = Integer.parseInt(args[1]);
      for (int i = 0; i < CALLERS; i++) {
        long first = life * 1_000_000_000L + i * 1_000_000L;
        Thread.ofPlatform().start(() -> write(store, first));
      }
    }

    private static void write(Store store, long first) {
      Samples samples = new Samples();
      Account account = samples.account("account-" + first);
      Account own = new Account(new Id(first), account.parentId(), account.name(), account.audit());
      store.create(own);
      for (long id = first + 1; ; id++) {
        ProvisionRequest made = samples.request(own.id(), "dev-" + id);
        store.create(
            new ProvisionRequest(
                new Id(id),
                made.scopeId(),
                made.clientId(),
                made.login(),
                made.options(),
                made.progress(),
                made.audit()));
        System.out.println(MARK + id + ".");
      }
    }
  }
}
