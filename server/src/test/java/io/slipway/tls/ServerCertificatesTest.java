// SPDX-License-Identifier: Apache-2.0
package io.slipway.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.slipway.security.CertificateAuthority;
import io.slipway.security.Certificates;
import io.slipway.security.KeysInMemory;
import io.slipway.security.MasterKey;
import io.slipway.security.Sealer;
import io.slipway.security.SharedTickets;
import io.slipway.security.TestCertificates;
import io.slipway.security.TicketKeys;
import io.slipway.security.TlsIdentities;
import io.slipway.security.VaultEntries;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Listeners get new certificates while they run, and never a bad one. */
class ServerCertificatesTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Set<String> NAMES = Set.of("localhost");

  private static TestCertificates made;

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final List<TlsIdentities> told = new ArrayList<>();
  private final KeysInMemory keys = new KeysInMemory();
  private Duration ahead = Duration.ZERO;
  private final Clock clock = new Ahead(() -> ahead);
  @TempDir Path folder;
  private Sealer sealer;

  @BeforeAll
  static void make(@TempDir Path folder) throws Exception {
    made = TestCertificates.in(folder);
    made.server("old", "DNS:console.example", 90);
    made.server("new", "DNS:console.example", 300);
  }

  @BeforeEach
  void seal() throws Exception {
    sealer = new Sealer(MasterKey.openOrCreate(folder.resolve("master.key"), RANDOM), RANDOM);
  }

  @Test
  void file_thatChangesIsTakenUpAndABadOneIsNot() throws Exception {
    use("old", "old");
    try (ServerCertificates certificates = started(files())) {
      assertThat(open(certificates)).isEqualTo("CN=old");
      certificates.look();
      assertThat(told).hasSize(1);

      use("new", "old");
      certificates.look();
      certificates.look();
      assertThat(open(certificates)).isEqualTo("CN=old");
      assertThat(refused()).isEqualTo(1);
      assertThat(told).hasSize(1);

      use("new", "new");
      certificates.look();
      assertThat(open(certificates)).isEqualTo("CN=new");
      assertThat(told).hasSize(2);
      assertThat(left("public")).isBetween(Duration.ofDays(299), Duration.ofDays(301));

      Files.delete(folder.resolve("server.pem"));
      certificates.look();
      assertThat(open(certificates)).isEqualTo("CN=new");
      assertThat(refused()).isEqualTo(2);
    }
  }

  @Test
  void keyThatEverybodyReads_isNotTaken() throws Exception {
    use("old", "old");
    Files.setPosixFilePermissions(
        folder.resolve("server.key"), PosixFilePermissions.fromString("rw-r--r--"));
    try (ServerCertificates certificates = started(files())) {
      assertThat(certificates.identities().open()).isEmpty();
      assertThat(certificates.warnings("localhost"))
          .containsExactly("there is no public certificate yet; see the log");
    }
  }

  @Test
  void ownCertificate_isRenewedWhileTheServerRuns() throws Exception {
    try (ServerCertificates certificates = started(Optional.empty())) {
      Instant first = certificates.identities().own().expires();
      certificates.look();
      assertThat(told).hasSize(1);
      ahead = Duration.ofDays(340);
      certificates.look();
      assertThat(told).hasSize(2);
      assertThat(certificates.identities().own().expires())
          .isAfter(first.plus(Duration.ofDays(330)));
      assertThat(left("own")).isBetween(Duration.ofDays(390), Duration.ofDays(398));
    }
  }

  /** They renew their certificates by HTTPS, at the public host. */
  @Test
  void publicCertificateThatHidesTheOwnOneFromDevices_isWarnedOf() throws Exception {
    use("old", "old");
    try (ServerCertificates certificates = started(files())) {
      assertThat(certificates.warnings("console.example"))
          .singleElement()
          .asString()
          .contains("devices", "cannot renew");
    }
  }

  @Test
  void certificateThatExpiresSoon_isWarnedOf() throws Exception {
    use("old", "old");
    try (ServerCertificates certificates = started(files())) {
      assertThat(certificates.warnings("localhost")).isEmpty();
      ahead = Duration.ofDays(80);
      assertThat(certificates.warnings("localhost"))
          .singleElement()
          .asString()
          .contains("public", "expires");
      ahead = Duration.ofDays(91);
      certificates.look();
      assertThat(open(certificates)).isEqualTo("CN=old");
      assertThat(certificates.warnings("localhost").get(0)).contains("has expired");
      assertThat(left("public")).isNegative();
    }
  }

  @Test
  void ticketKeys_areHandedOnWhenTheyChange() throws Exception {
    List<TicketKeys> seen = new ArrayList<>();
    try (ServerCertificates certificates = started(Optional.empty())) {
      certificates.followTickets(seen::add);
      certificates.look();
      assertThat(seen).hasSize(1);
      ahead = SharedTickets.TERM;
      certificates.look();
      assertThat(seen).hasSize(2);
    }
  }

  private ServerCertificates started(Optional<Source> open) throws Exception {
    CertificateAuthority authority =
        CertificateAuthority.openOrCreate(
            folder, keys, sealer, new Certificates(RANDOM, clock), clock);
    ServerCertificates certificates =
        new ServerCertificates(
            authority.serverIdentity(NAMES),
            () -> Optional.of(authority.serverIdentity(NAMES)),
            open,
            new SharedTickets(new VaultEntries(keys, sealer, clock), RANDOM, clock),
            meters,
            clock);
    certificates.follow(told::add);
    certificates.start();
    return certificates;
  }

  private Optional<Source> files() {
    return Optional.of(
        new CertificateFiles(folder.resolve("server.pem"), folder.resolve("server.key"), clock));
  }

  private void use(String certificate, String key) throws Exception {
    copy(certificate + ".pem", "server.pem");
    copy(key + ".key", "server.key");
  }

  private void copy(String from, String to) throws Exception {
    Files.copy(
        made.folder().resolve(from),
        folder.resolve(to),
        StandardCopyOption.REPLACE_EXISTING,
        StandardCopyOption.COPY_ATTRIBUTES);
  }

  private static String open(ServerCertificates certificates) {
    return String.valueOf(
        certificates.identities().open().orElseThrow().chain().get(0).getSubjectX500Principal());
  }

  private double refused() {
    return meters.get("slipway.tls.certificates.refused").counter().count();
  }

  private Duration left(String which) {
    return Duration.ofSeconds(
        (long)
            meters.get("slipway.tls.certificate.left").tag("certificate", which).gauge().value());
  }
}
