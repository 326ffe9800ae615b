// SPDX-License-Identifier: Apache-2.0
package io.slipway.accountbroker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hivemq.client.mqtt.exceptions.ConnectionClosedException;
import com.hivemq.client.mqtt.exceptions.ConnectionFailedException;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import io.slipway.domain.Actor;
import io.slipway.domain.Device;
import io.slipway.domain.DeviceCertificate;
import io.slipway.domain.Id;
import io.slipway.domain.UserCoupling;
import io.slipway.protocol.message.KeyType;
import io.slipway.registry.AuditTrail;
import io.slipway.registry.DeviceDraft;
import io.slipway.registry.Devices;
import io.slipway.security.AccountAuthority;
import io.slipway.security.DeviceCsr;
import io.slipway.security.DeviceName;
import io.slipway.security.IdSource;
import io.slipway.security.IssuerChain;
import io.slipway.security.TestCsr;
import io.slipway.security.TestPki;
import io.slipway.security.TlsIdentity;
import io.slipway.store.Store;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Devices that show a certificate at a real broker. */
class CertificateLoginTest {
  private static final int TRIES = 3_000;

  @TempDir static Path data;

  private static RunningBroker running;

  @BeforeAll
  static void start() throws Exception {
    running = RunningBroker.in(data);
  }

  @AfterAll
  static void stop() {
    running.close();
  }

  /** A device with its key, its certificate and the authority's. */
  private record Owner(Id request, KeyPair key, X509Certificate own, X509Certificate above) {
    Mqtt5BlockingClient client(String clientId) throws Exception {
      return running.overTls(clientId, key.getPrivate(), chain());
    }

    X509Certificate[] chain() {
      return new X509Certificate[] {own, above};
    }
  }

  @Test
  void device_isLetInByItsCertificateAloneAndItsArrivalTold() throws Exception {
    Owner owner = owner("cert", KeyType.EC_P256);
    Mqtt5BlockingClient client = owner.client("cert");
    RunningBroker.connect(client);
    assertThat(running.arrivals()).contains(owner.request() + "/1");
    await(() -> connection("cert").isPresent());
    assertThat(connection("cert").orElseThrow().username()).isEqualTo("cert-1");
    client.disconnect();
  }

  /** By Java's own TLS, since BoringSSL shows no certificates of such keys. */
  @ParameterizedTest
  @EnumSource(KeyType.class)
  void keyOfEitherType_servesByTls12And13(KeyType type) throws Exception {
    for (String version : new String[] {"TLSv1.2", "TLSv1.3"}) {
      String clientId = type.wireName() + version;
      Owner owner = owner(clientId, type);
      assertThat(running.connack(version, clientId, owner.key().getPrivate(), owner.chain()))
          .isZero();
      assertThat(running.arrivals()).contains(owner.request() + "/1");
    }
  }

  @Test
  void deviceWithoutCertificate_isLetInByItsPasswordStill() throws Exception {
    running.provisioned(Id.ROOT_ACCOUNT, "plain", UserCoupling.STRICT, false, "pass-plain");
    Mqtt5BlockingClient client = running.overTls("plain");
    RunningBroker.connect(client, "plain-1", "pass-plain");
    client.disconnect();
    assertThatThrownBy(() -> RunningBroker.connect(running.overTls("plain")))
        .isInstanceOf(Mqtt5ConnAckException.class);
  }

  /** The broker looks for other files every ten seconds. */
  @Test
  void rollOver_showsAnotherCertificateAndLetsFormerOnesAndImportedOnesIn() throws Exception {
    Owner before = owner("before", KeyType.EC_P256);
    TestPki plant = TestPki.root("CN=Plant Root").below("CN=Plant Devices");
    running
        .authority()
        .bring(new Id(77), IssuerChain.read(plant.pem(), plant.keyPem(), Instant.now()));
    running.authority().rollOverRoot();
    running.renews();
    await(() -> running.shows(running.authority().root()));
    for (String version : new String[] {"TLSv1.2", "TLSv1.3"}) {
      assertThat(running.connack(version, "before", before.key().getPrivate(), before.chain()))
          .isZero();
    }
    Owner after = owner("after", KeyType.EC_P256);
    assertThat(after.above()).isNotEqualTo(before.above());
    assertThat(running.connack("TLSv1.3", "after", after.key().getPrivate(), after.chain()))
        .isZero();
    KeyPair key = TestCsr.newKey(KeyType.EC_P256);
    DeviceName name = new DeviceName("plant", "acme");
    DeviceCsr csr = DeviceCsr.read(TestCsr.of(key, name.rfc4514()), name, KeyType.EC_P256);
    X509Certificate own =
        running.authority().account(new Id(77), "acme").issue(csr, name, Duration.ofDays(1));
    running.certified(running.ordered("plant"), own);
    assertThat(running.connack("TLSv1.3", "plant", key.getPrivate(), own, plant.chain().get(0)))
        .isZero();
  }

  @Test
  void revocation_endsTheConnectionAtOnceAndKeepsTheDeviceOut() throws Exception {
    Owner owner = owner("revoked", KeyType.EC_P256);
    Mqtt5BlockingClient client = owner.client("revoked");
    RunningBroker.connect(client);
    running.revoke(owner.request());
    await(() -> !client.getState().isConnected());
    assertThatThrownBy(() -> RunningBroker.connect(owner.client("revoked")))
        .isInstanceOf(Mqtt5ConnAckException.class);
  }

  @Test
  void deviceThatIsDisabled_hasToLeaveAlsoWhereItHasNoPassword() throws Exception {
    Id request = running.ordered("no-password");
    Owner owner = owner(request, "no-password", KeyType.EC_P256);
    Mqtt5BlockingClient client = owner.client("no-password");
    RunningBroker.connect(client);
    await(() -> connection("no-password").isPresent());
    IdSource ids = new IdSource(Clock.systemUTC(), 2);
    Store store = running.store();
    Devices devices = new Devices(store, ids, new AuditTrail(store, ids, Clock.systemUTC()));
    Device here = store.device(Id.ROOT_ACCOUNT, "no-password").orElseThrow();
    DeviceDraft disabled = new DeviceDraft("no-password", false, Map.of());
    devices.edit(here, Actor.PLATFORM, here.audit().optlock(), disabled);
    await(() -> !client.getState().isConnected());
  }

  @Test
  void certificate_isGoodForItsOwnClientIdOnly() throws Exception {
    Owner owner = owner("mine", KeyType.EC_P256);
    owner("yours", KeyType.EC_P256);
    assertThatThrownBy(() -> RunningBroker.connect(owner.client("yours")))
        .isInstanceOf(Mqtt5ConnAckException.class);
  }

  @Test
  void certificateThatWasNotGivenToADevice_opensNothing() throws Exception {
    running.provisioned(Id.ROOT_ACCOUNT, "unknown", UserCoupling.STRICT, false, "pass");
    KeyPair key = TestCsr.newKey(KeyType.EC_P256);
    X509Certificate stray = issue("unknown", key, KeyType.EC_P256);
    assertThatThrownBy(
            () ->
                RunningBroker.connect(
                    running.overTls("unknown", key.getPrivate(), stray, authority().certificate())))
        .isInstanceOf(Mqtt5ConnAckException.class);
    TlsIdentity server = running.authority().serverIdentity(Set.of("localhost"));
    assertThatThrownBy(
            () ->
                RunningBroker.connect(
                    running.overTls(
                        "unknown", server.key(), server.chain().toArray(X509Certificate[]::new))))
        .isInstanceOf(Mqtt5ConnAckException.class);
  }

  @Test
  void certificateBelowAnotherRoot_doesNotGetThroughTheHandshake(@TempDir Path elsewhere)
      throws Exception {
    owner("same-name", KeyType.EC_P256);
    AccountAuthority foreign =
        RunningBroker.authority(elsewhere).account(Id.ROOT_ACCOUNT, "slipway");
    KeyPair key = TestCsr.newKey(KeyType.EC_P256);
    X509Certificate forged = issue(foreign, "same-name", key, KeyType.EC_P256);
    Mqtt5BlockingClient client =
        running.overTls("same-name", key.getPrivate(), forged, foreign.certificate());
    assertThatThrownBy(() -> RunningBroker.connect(client))
        .isInstanceOfAny(ConnectionFailedException.class, ConnectionClosedException.class);
  }

  private static Owner owner(String clientId, KeyType type) throws Exception {
    Id request =
        running.provisioned(
            Id.ROOT_ACCOUNT, clientId, UserCoupling.STRICT, false, "pass-" + clientId);
    return owner(request, clientId, type);
  }

  private static Owner owner(Id request, String clientId, KeyType type) throws Exception {
    KeyPair key = TestCsr.newKey(type);
    X509Certificate own = issue(clientId, key, type);
    DeviceCertificate stored = running.certified(request, own);
    assertThat(stored.revoked()).isFalse();
    return new Owner(request, key, own, authority().certificate());
  }

  private static X509Certificate issue(String clientId, KeyPair key, KeyType type)
      throws Exception {
    return issue(authority(), clientId, key, type);
  }

  private static X509Certificate issue(
      AccountAuthority issuer, String clientId, KeyPair key, KeyType type) throws Exception {
    DeviceName name = new DeviceName(clientId, "slipway");
    DeviceCsr csr = DeviceCsr.read(TestCsr.of(key, name.rfc4514()), name, type);
    return issuer.issue(csr, name, Duration.ofDays(1));
  }

  private static AccountAuthority authority() {
    return running.authority().account(Id.ROOT_ACCOUNT, "slipway");
  }

  private static Optional<Device.Connection> connection(String clientId) {
    return running.store().device(Id.ROOT_ACCOUNT, clientId).flatMap(Device::connection);
  }

  private static void await(Callable<Boolean> condition) throws Exception {
    for (int i = 0; i < TRIES; i++) {
      if (condition.call()) {
        return;
      }
      CompletableFuture.runAsync(
              () -> {}, CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS))
          .join();
    }
    throw new AssertionError("it did not happen in time");
  }
}
