// SPDX-License-Identifier: Apache-2.0
package io.slipway.accountbroker;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.slipway.domain.Account;
import io.slipway.domain.Audit;
import io.slipway.domain.AuthenticationType;
import io.slipway.domain.DeviceCredential;
import io.slipway.domain.Id;
import io.slipway.domain.ProfileRule;
import io.slipway.domain.ProvisionRequest;
import io.slipway.domain.Reprovision;
import io.slipway.domain.RequestOptions;
import io.slipway.domain.RequestProgress;
import io.slipway.domain.UserCoupling;
import io.slipway.protocol.message.Secret;
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
import io.slipway.store.SessionChange;
import io.slipway.store.Store;
import io.slipway.store.jdbc.JdbcStore;
import io.slipway.store.jdbc.StoreSettings;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
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
    CertificateAuthority authority =
        CertificateAuthority.openOrCreate(
            data,
            new KeysInMemory(),
            new Sealer(key, RANDOM),
            new Certificates(RANDOM, CLOCK),
            CLOCK);
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
            authority.serverIdentity(Set.of("localhost", "127.0.0.1")),
            new SecretGenerator(RANDOM),
            directory);
    store.nodes().listen(broker::review);
    return new RunningBroker(store, verifiers, authority, broker, arrivals);
  }

  @Override
  public void close() {
    broker.close();
    store.close();
  }

  Id provisioned(
      Id account, String clientId, UserCoupling coupling, boolean reserved, String password) {
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
            now);
    store.save(
        new SessionChange(
            request.with(delivered),
            Optional.empty(),
            Optional.of(credential),
            Optional.empty(),
            Optional.empty()));
    return request.id();
  }

  Mqtt5BlockingClient overTcp(String clientId) {
    return Mqtt5Client.builder()
        .identifier(clientId)
        .serverHost("127.0.0.1")
        .serverPort(broker.tcpPort())
        .buildBlocking();
  }

  Mqtt5BlockingClient overTls(String clientId) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("root", authority.root());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    return Mqtt5Client.builder()
        .identifier(clientId)
        .serverHost("localhost")
        .serverPort(broker.tlsPort())
        .sslConfig()
        .trustManagerFactory(trust)
        .applySslConfig()
        .buildBlocking();
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
