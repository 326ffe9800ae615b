// SPDX-License-Identifier: Apache-2.0
package io.slipway.accountbroker;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.slipway.domain.Account;
import io.slipway.domain.Audit;
import io.slipway.domain.AuthenticationType;
import io.slipway.domain.DeviceCertificate;
import io.slipway.domain.DeviceCredential;
import io.slipway.domain.Id;
import io.slipway.domain.ProfileRule;
import io.slipway.domain.ProvisionRequest;
import io.slipway.domain.Reprovision;
import io.slipway.domain.RequestOptions;
import io.slipway.domain.RequestProgress;
import io.slipway.domain.UserCoupling;
import io.slipway.protocol.message.FailureCause;
import io.slipway.protocol.message.Secret;
import io.slipway.protocol.signing.Pem;
import io.slipway.protocol.snapshot.ConfigurationSnapshot;
import io.slipway.provisioning.RejectionLog;
import io.slipway.registry.DeviceDirectory;
import io.slipway.security.CertificateAuthority;
import io.slipway.security.Certificates;
import io.slipway.security.IdSource;
import io.slipway.security.KeysInMemory;
import io.slipway.security.MasterKey;
import io.slipway.security.Sealer;
import io.slipway.security.SecretGenerator;
import io.slipway.security.SecretVerifiers;
import io.slipway.security.TlsIdentities;
import io.slipway.store.SessionChange;
import io.slipway.store.Store;
import io.slipway.store.jdbc.JdbcStore;
import io.slipway.store.jdbc.StoreSettings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** An account broker over a database of its own. */
record RunningBroker(
    Store store,
    SecretVerifiers verifiers,
    CertificateAuthority authority,
    AccountBroker broker,
    Set<String> arrivals)
    implements AutoCloseable {
  static final Id OTHER_ACCOUNT = new Id(50);
  private static final Clock CLOCK = Clock.systemUTC();
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final IdSource IDS = new IdSource(CLOCK, 1);
  private static final Set<String> NAMES = Set.of("localhost", "127.0.0.1");

  static RunningBroker in(Path data) throws Exception {
    return in(data, store -> store);
  }

  /** The broker sees the store through {@code between}. */
  static RunningBroker in(Path data, UnaryOperator<Store> between) throws Exception {
    Store store =
        JdbcStore.open(
            data.resolve("db").toString(), StoreSettings.DEFAULT, new SimpleMeterRegistry());
    MasterKey key = MasterKey.openOrCreate(data.resolve("master.key"), RANDOM);
    SecretVerifiers verifiers = new SecretVerifiers(key, RANDOM, 2);
    CertificateAuthority authority = authority(data);
    Audit audit = Audit.created(CLOCK.instant(), Id.PLATFORM);
    store.create(new Account(Id.ROOT_ACCOUNT, Optional.empty(), "slipway", audit));
    store.create(new Account(OTHER_ACCOUNT, Optional.of(Id.ROOT_ACCOUNT), "other", audit));
    Set<String> arrivals = ConcurrentHashMap.newKeySet();
    DeviceDirectory directory =
        new DeviceDirectory(
            between.apply(store),
            verifiers,
            new DeviceDirectory.Told(
                (id, generation) -> {
                  arrivals.add(id + "/" + generation);
                  return true;
                },
                new RejectionLog(store, new SimpleMeterRegistry(), CLOCK)),
            IDS,
            CLOCK,
            Optional.empty());
    AccountBroker broker =
        AccountBroker.start(
            new AccountBrokerSettings(
                data.resolve("account-broker"), "127.0.0.1", 0, "127.0.0.1", 0, "$EDC"),
            authority.serverIdentity(NAMES),
            authority.deviceAnchors(),
            new SecretGenerator(RANDOM),
            directory);
    store.nodes().listen(broker::review);
    return new RunningBroker(store, verifiers, authority, broker, arrivals);
  }

  /** With a root of its own. */
  static CertificateAuthority authority(Path data) throws IOException {
    MasterKey key = MasterKey.openOrCreate(data.resolve("master.key"), RANDOM);
    return CertificateAuthority.openOrCreate(
        data, new KeysInMemory(), new Sealer(key, RANDOM), new Certificates(RANDOM, CLOCK), CLOCK);
  }

  @Override
  public void close() {
    broker.close();
    store.close();
  }

  /** A request whose configuration was sent, and whose device has no password. */
  Id ordered(String clientId) {
    ProvisionRequest request = delivered(Id.ROOT_ACCOUNT, clientId, UserCoupling.STRICT, false);
    store.save(
        new SessionChange(
            request, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
    return request.id();
  }

  Id provisioned(
      Id account, String clientId, UserCoupling coupling, boolean reserved, String password) {
    ProvisionRequest request = delivered(account, clientId, coupling, reserved);
    DeviceCredential credential =
        new DeviceCredential(
            account,
            request.id(),
            1,
            clientId,
            clientId + "-1",
            verifiers.ofGenerated(Secret.of(password)),
            coupling,
            reserved,
            false,
            CLOCK.instant());
    store.save(
        new SessionChange(
            request,
            Optional.empty(),
            Optional.of(credential),
            Optional.empty(),
            Optional.empty()));
    return request.id();
  }

  private ProvisionRequest delivered(
      Id account, String clientId, UserCoupling coupling, boolean reserved) {
    Instant now = CLOCK.instant();
    RequestOptions options =
        new RequestOptions(
            Optional.empty(),
            new RequestOptions.Activation(true, now, Optional.empty()),
            new RequestOptions.Connection(reserved, coupling, 20),
            ConfigurationSnapshot.EMPTY,
            new RequestOptions.Extra(
                5, ProfileRule.ANY, Reprovision.ON_REQUEST, Optional.empty(), Optional.empty()));
    ProvisionRequest request =
        new ProvisionRequest(
            IDS.next(),
            account,
            clientId,
            new ProvisionRequest.Login(
                AuthenticationType.USER_PASS, clientId, "unused", Optional.empty()),
            options,
            RequestProgress.initial(),
            Audit.created(now, Id.PLATFORM));
    store.create(request);
    RequestProgress before = request.progress();
    RequestProgress delivered =
        new RequestProgress(
            before.status(),
            Optional.empty(),
            1,
            1,
            Optional.empty(),
            true,
            false,
            2,
            Optional.empty());
    return request.with(delivered);
  }

  Mqtt5BlockingClient overTcp(String clientId) {
    return Mqtt5Client.builder()
        .identifier(clientId)
        .serverHost("127.0.0.1")
        .serverPort(broker.tcpPort())
        .buildBlocking();
  }

  /** Gives the device of a request a certificate, as provisioning does. */
  DeviceCertificate certified(Id requestId, X509Certificate certificate) throws Exception {
    ProvisionRequest request = store.request(requestId).orElseThrow();
    DeviceCertificate issued =
        new DeviceCertificate(
            IDS.next(),
            request.scopeId(),
            requestId,
            1,
            request.clientId(),
            "csr",
            certificate.getSerialNumber().toString(16),
            HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded())),
            certificate.getNotBefore().toInstant(),
            certificate.getNotAfter().toInstant(),
            Pem.of(certificate),
            CLOCK.instant(),
            Optional.empty());
    store.save(change(request, Optional.empty()).with(issued));
    return issued;
  }

  void revoke(Id requestId) {
    SessionChange.Revocation all =
        new SessionChange.Revocation(1, 1, CLOCK.instant(), FailureCause.CANCELLED_BY_OPERATOR);
    store.save(change(store.request(requestId).orElseThrow(), Optional.of(all)));
  }

  private static SessionChange change(
      ProvisionRequest request, Optional<SessionChange.Revocation> revoked) {
    RequestProgress before = request.progress();
    RequestProgress next =
        new RequestProgress(
            before.status(),
            before.failureCause(),
            before.generation(),
            before.attempts(),
            before.terms(),
            before.delivered(),
            before.pinnedFull(),
            before.revision() + 1,
            before.owner());
    return new SessionChange(
        request.with(next),
        List.of(),
        Optional.empty(),
        revoked,
        Optional.empty(),
        revoked.isPresent(),
        Optional.empty());
  }

  /** A client that shows a certificate, whoever has issued that. */
  Mqtt5BlockingClient overTls(String clientId, PrivateKey key, X509Certificate... chain)
      throws Exception {
    return overTls(clientId, keys(key, chain));
  }

  /** How a login of MQTT 3.1.1 with nothing but a certificate is answered, by Java's own TLS. */
  int connack(String tlsVersion, String clientId, PrivateKey key, X509Certificate... chain)
      throws Exception {
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(keys(key, chain).getKeyManagers(), trust().getTrustManagers(), null);
    byte[] name = clientId.getBytes(UTF_8);
    ByteBuffer connect =
        ByteBuffer.allocate(14 + name.length)
            .put(
                new byte[] {0x10, (byte) (12 + name.length), 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 60})
            .putShort((short) name.length)
            .put(name);
    try (SSLSocket socket =
        (SSLSocket) tls.getSocketFactory().createSocket("localhost", broker.tlsPort())) {
      socket.setEnabledProtocols(new String[] {tlsVersion});
      socket.getOutputStream().write(connect.array());
      byte[] answer = socket.getInputStream().readNBytes(4);
      return answer[0] == 0x20 ? answer[3] : -1;
    }
  }

  private static KeyManagerFactory keys(PrivateKey key, X509Certificate... chain) throws Exception {
    KeyStore own = KeyStore.getInstance("PKCS12");
    own.load(null, null);
    own.setKeyEntry("device", key, new char[0], chain);
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(own, new char[0]);
    return keys;
  }

  Mqtt5BlockingClient overTls(String clientId) throws Exception {
    return overTls(clientId, null);
  }

  private Mqtt5BlockingClient overTls(String clientId, KeyManagerFactory keys) throws Exception {
    return Mqtt5Client.builder()
        .identifier(clientId)
        .serverHost("localhost")
        .serverPort(broker.tlsPort())
        .sslConfig()
        .trustManagerFactory(trust())
        .keyManagerFactory(keys)
        .applySslConfig()
        .buildBlocking();
  }

  /** As where the platform's certificates have changed. */
  void renews() throws IOException {
    broker.renew(TlsIdentities.of(authority.serverIdentity(NAMES)));
    broker.trust(authority.deviceAnchors());
  }

  /** Whether somebody who trusts only this root trusts the broker. */
  boolean shows(X509Certificate root) throws Exception {
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(null, trust(root).getTrustManagers(), null);
    try (SSLSocket socket =
        (SSLSocket) tls.getSocketFactory().createSocket("localhost", broker.tlsPort())) {
      socket.startHandshake();
      return true;
    } catch (SSLException untrusted) {
      return false;
    }
  }

  private TrustManagerFactory trust() throws Exception {
    return trust(authority.root());
  }

  private static TrustManagerFactory trust(X509Certificate root) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("root", root);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    return trust;
  }

  /** Logs in with what TLS has shown, and nothing else. */
  static void connect(Mqtt5BlockingClient client) {
    client.connectWith().send();
  }

  static void connect(Mqtt5BlockingClient client, String username, String password) {
    client
        .connectWith()
        .simpleAuth()
        .username(username)
        .password(password.getBytes(UTF_8))
        .applySimpleAuth()
        .send();
  }
}
