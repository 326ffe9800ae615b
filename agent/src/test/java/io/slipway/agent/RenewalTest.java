// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.agent.certificate.Authority;
import io.slipway.agent.certificate.DeviceIdentity;
import io.slipway.agent.est.EstServer;
import io.slipway.agent.est.EstServer.Said;
import io.slipway.agent.mqtt.Inbox;
import io.slipway.agent.mqtt.Trust;
import io.slipway.agent.state.AgentStore;
import io.slipway.agent.state.Outfit;
import io.slipway.protocol.message.KeyType;
import io.slipway.protocol.message.Secret;
import io.slipway.protocol.signing.Pem;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The device's own certificate, renewed at a server of EST over real HTTPS. */
class RenewalTest {
  private static final Authority SERVERS = Authority.make("CN=root of servers");
  private static final Authority DEVICES = Authority.make("CN=root of devices").below("CN=below");
  private static final Duration LIFE = Duration.ofDays(30);
  private static final AgentSettings.Renewing NEW_KEY =
      new AgentSettings.Renewing(true, true, Optional.empty());
  private static final AgentSettings.Renewing SAME_KEY =
      new AgentSettings.Renewing(true, false, Optional.empty());

  @TempDir private Path folder;
  private final Instant begin = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  private final List<String> log = new ArrayList<>();
  private EstServer server;
  private AgentStore store;
  private Instant now = begin;
  private Instant uptime = Instant.EPOCH;

  @BeforeEach
  void begin() throws Exception {
    server = new EstServer(SERVERS, DEVICES.chain());
    server.answers(wish -> Said.certificates(List.of(issued(wish.csr(), Duration.ofDays(60)))));
    store = AgentStore.open(folder.resolve("data"));
  }

  @AfterEach
  void end() throws Exception {
    store.close();
    server.close();
  }

  @ParameterizedTest
  @EnumSource(KeyType.class)
  void certificate_isRenewedAtTwoThirdsOfItsLifeForANewKey(KeyType type) throws Exception {
    arrive(type);
    DeviceIdentity before = current();
    Renewal renewal = renewal(NEW_KEY);
    passes(Duration.ofDays(19));
    assertThat(renewal.tend(false)).isFalse();
    assertThat(renewal.wait(Duration.ofDays(9))).isBetween(hours(24), hours(24 + 36));
    passes(Duration.ofDays(22));
    assertThat(renewal.wait(Duration.ofDays(9))).isEqualTo(Duration.ofSeconds(1));
    assertThat(renewal.tend(false)).isTrue();
    DeviceIdentity after = current();
    assertThat(after.certificate().getPublicKey())
        .isNotEqualTo(before.certificate().getPublicKey());
    assertThat(after.chain()).hasSize(3).endsWith(DEVICES.root());
    assertThat(server.asked).singleElement().satisfies(a -> isRequestLike(a.csr(), before));
    assertThat(server.asked.peek().shown()).isEqualTo(before.certificate());
    assertThat(renewal.tend(false)).as("the next is not due").isFalse();
    assertThat(folder.resolve("data").toFile().list((f, name) -> name.startsWith("key-")))
        .as("the old key is gone")
        .hasSize(2);
    assertThat(String.join("\n", log)).contains("renewed, valid to");
  }

  @Test
  void sameKey_isKeptWhereThatIsWished() throws Exception {
    arrive(KeyType.EC_P256);
    PublicKey key = current().certificate().getPublicKey();
    passes(Duration.ofDays(22));
    assertThat(renewal(SAME_KEY).tend(false)).isTrue();
    assertThat(current().certificate().getPublicKey()).isEqualTo(key);
    assertThat(current().validTo()).isEqualTo(begin.plus(Duration.ofDays(60)));
  }

  @Test
  void lostAnswer_isAskedForAgainWithTheSameRequestAfterALossOfPower() throws Exception {
    arrive(KeyType.EC_P256);
    passes(Duration.ofDays(22));
    server.answers(wish -> new Said(200, Map.of(), "cut off"));
    assertThat(renewal(NEW_KEY).tend(false)).isFalse();
    store.close();
    store = AgentStore.open(folder.resolve("data"));
    server.answers(wish -> Said.certificates(List.of(issued(wish.csr(), Duration.ofDays(60)))));
    assertThat(renewal(NEW_KEY).tend(false)).isTrue();
    assertThat(server.asked.stream().map(a -> a.csr()).distinct()).hasSize(1);
  }

  @Test
  void serverThatIsAway_isAskedAgainAfterEverLongerPauses() throws Exception {
    arrive(KeyType.EC_P256);
    passes(Duration.ofDays(22));
    server.answers(wish -> new Said(500, Map.of(), "broken"));
    Renewal renewal = renewal(NEW_KEY);
    assertThat(renewal.tend(false)).isFalse();
    assertThat(renewal.tend(true)).as("not before the pause is over").isFalse();
    assertThat(server.asked).hasSize(1);
    assertThat(renewal.wait(hours(48))).isBetween(Duration.ofSeconds(60), Duration.ofSeconds(90));
    passes(Duration.ofDays(22).plusSeconds(91));
    assertThat(renewal.tend(false)).isFalse();
    assertThat(renewal.wait(hours(48))).isBetween(Duration.ofSeconds(120), Duration.ofSeconds(180));
    assertThat(server.asked).hasSize(2);
  }

  @Test
  void sleeper_asksForTheSameKeyAndWaitsAsLongAsItIsTold() throws Exception {
    arrive(KeyType.EC_P256);
    passes(Duration.ofDays(31));
    server.answers(wish -> new Said(202, Map.of("Retry-After", "900"), "an operator"));
    Renewal renewal = renewal(NEW_KEY);
    assertThat(renewal.tend(false)).isFalse();
    assertThat(renewal.wait(hours(48)))
        .isBetween(Duration.ofSeconds(900), Duration.ofSeconds(1350));
    PublicKey key = current().certificate().getPublicKey();
    server.answers(wish -> Said.certificates(List.of(issued(wish.csr(), Duration.ofDays(60)))));
    passes(Duration.ofDays(31).plusSeconds(1351));
    assertThat(renewal.tend(false)).isTrue();
    assertThat(current().certificate().getPublicKey()).isEqualTo(key);
    assertThat(server.asked.stream().map(a -> a.csr()).distinct()).hasSize(1);
  }

  @Test
  void deviceWhoseClockIsFarAhead_renewsOnceInAWhile() throws Exception {
    arrive(KeyType.EC_P256);
    passes(Duration.ofDays(400));
    uptime = Instant.EPOCH;
    server.answers(wish -> Said.certificates(List.of(issued(wish.csr(), LIFE))));
    Renewal renewal = renewal(NEW_KEY);
    assertThat(renewal.tend(false)).isTrue();
    assertThat(renewal.tend(true)).isFalse();
    assertThat(renewal.wait(Duration.ofDays(9))).isGreaterThan(hours(36));
    assertThat(server.asked).hasSize(1);
  }

  /** Its clock is behind, so that it does not know that its certificate has ended. */
  @Test
  void lockedOutDevice_renewsWhateverItsClockSays() throws Exception {
    arrive(KeyType.EC_P256);
    server.answers(wish -> new Said(403, Map.of(), "only for the key that it has"));
    Renewal renewal = renewal(NEW_KEY);
    assertThat(renewal.tend(false)).isFalse();
    assertThat(server.asked).isEmpty();
    assertThat(renewal.tend(true)).isFalse();
    passes(Duration.ofSeconds(91));
    server.answers(wish -> Said.certificates(List.of(issued(wish.csr(), Duration.ofDays(60)))));
    PublicKey key = current().certificate().getPublicKey();
    assertThat(renewal.tend(true)).isTrue();
    assertThat(current().certificate().getPublicKey()).isEqualTo(key);
  }

  @Test
  void uselessAnswer_changesNothing() throws Exception {
    arrive(KeyType.EC_P256);
    X509Certificate before = current().certificate();
    X509Certificate foreign =
        DEVICES.issue("CN=pump", Authority.pair().getPublic(), Authority.BEGIN, Authority.END);
    List<Said> useless =
        List.of(
            Said.certificates(List.of(foreign)),
            Said.certificates(List.of(foreign, before)),
            Said.certificates(List.of()),
            new Said(200, Map.of(), ""),
            new Said(200, Map.of(), "A".repeat(70_000)),
            new Said(302, Map.of("Location", "https://127.0.0.1:1/"), ""),
            new Said(429, Map.of("Retry-After", "-1"), "x".repeat(1_000)),
            new Said(401, Map.of("WWW-Authenticate", "Basic realm=\"x\""), ""));
    Duration passed = Duration.ofDays(22);
    passes(passed);
    for (Said said : useless) {
      server.answers(wish -> said);
      assertThat(renewal(NEW_KEY).tend(false)).as(said.toString()).isFalse();
      assertThat(current().certificate()).isEqualTo(before);
    }
    assertThat(server.asked).hasSize(useless.size());
    assertThat(log).allSatisfy(line -> assertThat(line.length()).isLessThan(500));
  }

  @Test
  void strangersServer_isToldNothing() throws Exception {
    arrive(KeyType.EC_P256);
    passes(Duration.ofDays(22));
    try (EstServer other = new EstServer(Authority.make("CN=root of strangers"), List.of())) {
      AgentSettings.Renewing there =
          new AgentSettings.Renewing(true, true, Optional.of(other.address()));
      assertThat(renewal(there).tend(false)).isFalse();
      assertThat(other.asked).isEmpty();
    }
  }

  @Test
  void deviceWithoutReasonToRenew_asksNobody() throws Exception {
    Renewal nothing = renewal(NEW_KEY);
    assertThat(nothing.tend(true)).isFalse();
    assertThat(nothing.wait(hours(5))).isEqualTo(hours(5));
    arrive(KeyType.EC_P256);
    passes(Duration.ofDays(22));
    AgentSettings.Renewing off = new AgentSettings.Renewing(false, true, Optional.empty());
    assertThat(renewal(off).tend(true)).isFalse();
    assertThat(server.asked).isEmpty();
    assertThat(Renewal.address("http://127.0.0.1/est")).isEmpty();
    assertThat(Renewal.address("https://a b\n")).isEmpty();
  }

  /** A device that was provisioned with a certificate from now on, for thirty days. */
  private void arrive(KeyType type) throws Exception {
    store.keepKey(io.slipway.agent.certificate.DeviceKey.make("CN=pump", type));
    store.keepCertificate(DEVICES.certify(store.key().orElseThrow(), begin, begin.plus(LIFE)));
    Outfit outfit =
        store.keep("xml".getBytes(StandardCharsets.UTF_8), Platform.at(Instant.now()).chain());
    store.receive(outfit);
    store.switchOver(Optional.of(server.address().toString()));
    store.arrive();
  }

  private Renewal renewal(AgentSettings.Renewing settings) throws Exception {
    Path ca = folder.resolve("ca.pem");
    Files.writeString(ca, Pem.of(SERVERS.root()));
    InstantSource running = () -> uptime;
    Clock clock =
        new Clock() {
          @Override
          public Instant instant() {
            return now;
          }

          @Override
          public java.time.ZoneId getZone() {
            return ZoneOffset.UTC;
          }

          @Override
          public Clock withZone(java.time.ZoneId zone) {
            return this;
          }
        };
    return new Renewal(
        settings,
        Trust.read(Optional.of(ca), Optional.empty(), Secret.of("")),
        store,
        new Surroundings(clock, running, new Random(1), new Inbox(), log::add));
  }

  private void passes(Duration sinceTheBegin) {
    now = begin.plus(sinceTheBegin);
    uptime = Instant.EPOCH.plus(sinceTheBegin);
  }

  private DeviceIdentity current() throws Exception {
    return store.identity(store.state().current().flatMap(Outfit::key).orElseThrow());
  }

  private X509Certificate issued(PKCS10CertificationRequest csr, Duration life) {
    try {
      PublicKey key = new JcaPEMKeyConverter().getPublicKey(csr.getSubjectPublicKeyInfo());
      return DEVICES.issue("CN=pump", key, begin.minusSeconds(86_400), begin.plus(life));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Of the same names, and signed with its own key, as Bouncy Castle reads it. */
  private static void isRequestLike(PKCS10CertificationRequest csr, DeviceIdentity present)
      throws Exception {
    assertThat(csr.getSubject().getEncoded())
        .isEqualTo(present.certificate().getSubjectX500Principal().getEncoded());
    assertThat(
            GeneralNames.fromExtensions(
                    csr.getRequestedExtensions(), Extension.subjectAlternativeName)
                .getNames())
        .hasSize(1);
    assertThat(Stream.of(csr.getAttributes()).map(a -> a.getAttrType()))
        .containsExactly(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest);
    PublicKey key = new JcaPEMKeyConverter().getPublicKey(csr.getSubjectPublicKeyInfo());
    assertThat(csr.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))).isTrue();
  }

  private static Duration hours(int hours) {
    return Duration.ofHours(hours);
  }
}
