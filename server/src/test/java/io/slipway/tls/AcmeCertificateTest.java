// SPDX-License-Identifier: Apache-2.0
package io.slipway.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.slipway.rest.AcmePage;
import io.slipway.rest.HttpServer;
import io.slipway.rest.HttpSettings;
import io.slipway.security.IdSource;
import io.slipway.security.KeysInMemory;
import io.slipway.security.MasterKey;
import io.slipway.security.Sealer;
import io.slipway.security.TestCertificates;
import io.slipway.security.TlsIdentity;
import io.slipway.security.VaultEntries;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Orders at a real ACME authority, which looks at a real server of another node. */
class AcmeCertificateTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final URI NOBODY = URI.create("https://localhost:1/dir");

  @TempDir static Path folder;

  private static TestCertificates made;
  private static HttpServer server;
  private static Pebble pebble;

  /** The node that is asked, though another one has ordered. */
  private static volatile Optional<AcmeCertificate> asked = Optional.empty();

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final KeysInMemory keys = new KeysInMemory();
  private Duration ahead = Duration.ZERO;
  private Sealer sealer;

  @BeforeAll
  static void start() throws Exception {
    made = TestCertificates.in(folder.resolve("made"));
    made.server("own", "DNS:localhost", 90);
    server =
        new HttpServer(
            new HttpSettings("127.0.0.1", 0, "127.0.0.1", 0),
            made.identity("own"),
            new IdSource(Clock.systemUTC(), 1),
            List.of(new AcmePage(token -> asked.flatMap(a -> a.answer(token)))));
    server.start();
    server.prove(() -> asked.flatMap(AcmeCertificate::proof));
    pebble = Pebble.start(made, server.httpPort(), server.httpsPort());
  }

  @AfterAll
  static void stop() {
    pebble.close();
    server.close();
  }

  @BeforeEach
  void seal() throws Exception {
    sealer = new Sealer(MasterKey.openOrCreate(folder.resolve("master.key"), RANDOM), RANDOM);
  }

  @ParameterizedTest
  @EnumSource(AcmeSettings.Challenge.class)
  void certificate_isOrderedByOneNodeAndShownByAll(AcmeSettings.Challenge challenge)
      throws Exception {
    AcmeCertificate one = node(pebble.directory(), challenge);
    AcmeCertificate other = node(pebble.directory(), challenge);
    asked = Optional.of(other);
    assertThat(one.latest()).isEmpty();
    assertThat(one.attempt()).as("%s", one.warning()).isTrue();
    TlsIdentity identity = other.latest().orElseThrow();
    assertThat(identity.names()).containsExactly("localhost");
    assertThat(identity.chain()).hasSizeGreaterThan(1);
    assertThat(one.latest()).contains(identity);
    assertThat(other.attempt()).isFalse();
    assertThat(one.answer("no such token")).isEmpty();
    assertThat(one.warning()).isEmpty();
  }

  @Test
  void certificate_isRenewedAtTwoThirdsOfItsLifeAndKeptWhereThatFails() throws Exception {
    AcmeCertificate node = node(pebble.directory(), AcmeSettings.Challenge.TLS);
    asked = Optional.of(node);
    assertThat(node.attempt()).isTrue();
    TlsIdentity first = node.latest().orElseThrow();
    Duration life = Duration.between(Instant.now(), first.expires());
    ahead = life.multipliedBy(2).dividedBy(3).minusDays(1);
    assertThat(node.attempt()).isFalse();
    ahead = life.multipliedBy(2).dividedBy(3).plusDays(1);

    AcmeCertificate cutOff = node(NOBODY, AcmeSettings.Challenge.TLS);
    assertThat(cutOff.attempt()).isFalse();
    assertThat(failed()).isEqualTo(1);
    assertThat(cutOff.warning()).isPresent();
    assertThat(cutOff.latest()).contains(first);
    // All nodes wait together.
    assertThat(node.attempt()).isFalse();

    ahead = ahead.plus(AcmeTurn.pause(1));
    assertThat(node.attempt()).isTrue();
    assertThat(node.latest().orElseThrow()).isNotEqualTo(first);
  }

  @Test
  void tries_comeEverMoreSeldom() {
    assertThat(AcmeTurn.pause(1)).isEqualTo(Duration.ofMinutes(10));
    assertThat(AcmeTurn.pause(2)).isEqualTo(Duration.ofMinutes(20));
    assertThat(AcmeTurn.pause(9)).isEqualTo(Duration.ofDays(1));
    assertThat(AcmeTurn.pause(1_000_000)).isEqualTo(Duration.ofDays(1));
    AcmeCertificate cutOff = node(NOBODY, AcmeSettings.Challenge.HTTP);
    for (int i = 1; i <= 3; i++) {
      cutOff.attempt();
      assertThat(failed()).isEqualTo(i);
      ahead = ahead.plus(AcmeTurn.pause(i)).minusSeconds(30);
      cutOff.attempt();
      assertThat(failed()).isEqualTo(i);
      ahead = ahead.plusSeconds(60);
    }
  }

  private AcmeCertificate node(URI directory, AcmeSettings.Challenge challenge) {
    AcmeSettings settings =
        new AcmeSettings(
            directory,
            List.of("localhost"),
            Optional.of("ops@slipway.example"),
            challenge,
            Optional.of(made.folder().resolve("root.pem")));
    Clock clock = new Ahead(() -> ahead);
    return new AcmeCertificate(
        settings, new VaultEntries(keys, sealer, clock), RANDOM, meters, clock);
  }

  private double failed() {
    return meters.get("slipway.acme.orders.failed").counter().count();
  }
}
