// SPDX-License-Identifier: Apache-2.0
package io.slipway.provisioning;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.slipway.domain.Account;
import io.slipway.domain.Audit;
import io.slipway.domain.AuthenticationType;
import io.slipway.domain.CertificateOrder;
import io.slipway.domain.DeploymentPackage;
import io.slipway.domain.DeviceCredential;
import io.slipway.domain.EndpointInfo;
import io.slipway.domain.Execution;
import io.slipway.domain.Id;
import io.slipway.domain.PackageName;
import io.slipway.domain.PackageOrder;
import io.slipway.domain.ProfileRule;
import io.slipway.domain.ProvisionRequest;
import io.slipway.domain.Reprovision;
import io.slipway.domain.RequestOptions;
import io.slipway.domain.RequestProgress;
import io.slipway.domain.Timing;
import io.slipway.domain.UserCoupling;
import io.slipway.protocol.message.Secret;
import io.slipway.protocol.snapshot.ComponentConfiguration;
import io.slipway.protocol.snapshot.ConfigurationProperty;
import io.slipway.protocol.snapshot.ConfigurationSnapshot;
import io.slipway.protocol.snapshot.PropertyType;
import io.slipway.security.CertificateAuthority;
import io.slipway.security.Certificates;
import io.slipway.security.DeviceGuesses;
import io.slipway.security.DevicePasswords;
import io.slipway.security.IdSource;
import io.slipway.security.KeyVault;
import io.slipway.security.KeysInMemory;
import io.slipway.security.MasterKey;
import io.slipway.security.Sealer;
import io.slipway.security.SecretGenerator;
import io.slipway.security.SecretVerifiers;
import io.slipway.security.TestDigest;
import io.slipway.store.PackageReader;
import io.slipway.store.jdbc.JdbcStore;
import io.slipway.store.jdbc.StoreSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Provisioning over a real database, which a test may take away, and which outlives a crash. */
final class Site implements AutoCloseable {
  static final Id ACME = new Id(100);
  static final Secret PASSWORD = Secret.of("one-time-password");
  static final String OWN_PID = "com.acme.Sensor";
  static final PlatformNames NAMES =
      new PlatformNames(
          "$EDC",
          "eurotech-provision",
          "slipway-7",
          () ->
              Optional.of(
                  new WebAddresses(
                      "https://slipway.example/est", "https://slipway.example/downloads")),
          Duration.ofMinutes(1));

  /** An account broker whose logins the platform does not see. */
  static final Id UNOBSERVED = new Id(2);

  private static final Id OBSERVED = new Id(1);
  private static final Instant LONG_AGO = Instant.parse("2026-01-01T00:00:00Z");

  final UnsteadyStore store;
  final Provisioner.Secrets secrets;
  final Membership membership;
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final Clock clock = Clock.systemUTC();
  final RejectionLog rejections;
  private final String database;
  private final Path folder;
  private final KeysInMemory keys;
  private final Timing timing;
  private Provisioner provisioner;

  /** With a database of its own. */
  Site(Path folder, Timing timing) throws IOException {
    this(folder.resolve("test.db").toString(), folder, new KeysInMemory(), timing);
    Audit audit = Audit.created(LONG_AGO, Id.PLATFORM);
    if (store.real().account(Id.ROOT_ACCOUNT).isEmpty()) {
      furnish(audit);
    }
  }

  private Site(String database, Path folder, KeysInMemory keys, Timing timing) throws IOException {
    this.database = database;
    this.folder = folder;
    this.keys = keys;
    this.timing = timing;
    this.store =
        new UnsteadyStore(
            JdbcStore.open(database, StoreSettings.DEFAULT, new SimpleMeterRegistry()));
    this.secrets = secrets(folder, keys, clock);
    this.membership =
        Membership.join(
            store.real().nodes(), secrets.ids(), secrets.generator(), "1", clock.instant());
    this.rejections = new RejectionLog(store.unsteady(), meters, clock);
    provisioner = provisioner();
  }

  /** The first node of those that share a database, which is empty yet. */
  static Site sharing(String database, Path folder, Timing timing) throws IOException {
    Site first = new Site(database, folder, new KeysInMemory(), timing);
    first.furnish(Audit.created(LONG_AGO, Id.PLATFORM));
    return first;
  }

  /** One more node on the same database. */
  Site another() throws IOException {
    return new Site(database, folder, keys, timing);
  }

  private void furnish(Audit audit) {
    store.real().create(new Account(Id.ROOT_ACCOUNT, Optional.empty(), "root", audit));
    store.real().create(new Account(ACME, Optional.of(Id.ROOT_ACCOUNT), "acme", audit));
    broker(OBSERVED, 8883, EndpointInfo.MESSAGE_BROKER);
    broker(UNOBSERVED, 8884, EndpointInfo.MESSAGE_BROKER, EndpointInfo.UNOBSERVED);
  }

  static Provisioner.Secrets secrets(Path folder, KeyVault keys, Clock clock) throws IOException {
    SecureRandom random = new SecureRandom();
    MasterKey masterKey = MasterKey.openOrCreate(folder.resolve("master.key"), random);
    Sealer sealer = new Sealer(masterKey, random);
    return new Provisioner.Secrets(
        masterKey,
        new IdSource(clock, 1),
        new SecretGenerator(random),
        new SecretVerifiers(masterKey, random, 2),
        sealer,
        new DevicePasswords(masterKey),
        CertificateAuthority.openOrCreate(
            folder, keys, sealer, new Certificates(random, clock), clock),
        new DeviceGuesses(clock));
  }

  Provisioner provisioner() {
    if (provisioner == null) {
      provisioner =
          Provisioner.of(
              store.unsteady(),
              NAMES,
              secrets,
              timing,
              rejections,
              meters,
              clock,
              membership.self());
    }
    return provisioner;
  }

  /** Takes up what is left, and watches the other nodes. */
  Site starts() {
    provisioner().start();
    membership.start(provisioner());
    return this;
  }

  /** The server is gone and starts again: of what was only in memory nothing is left. */
  void crashes() {
    provisioner.close();
    provisioner = null;
    provisioner().start();
  }

  /** An order that a device of either profile may take up. */
  ProvisionRequest order(String clientId) {
    return order(clientId, options(ProfileRule.ANY));
  }

  ProvisionRequest order(String clientId, RequestOptions options) {
    return order(clientId, options, Optional.empty());
  }

  /** An order of the package {@code tool:1.0+7}, which is kept here. */
  ProvisionRequest orderPackage(String clientId, String handler, byte[] bytes) {
    Id content = secrets.ids().next();
    store.real().packages().begin(content, LONG_AGO);
    int chunk = PackageReader.CHUNK_BYTES;
    for (int at = 0; at < bytes.length; at += chunk) {
      byte[] part = Arrays.copyOfRange(bytes, at, Math.min(at + chunk, bytes.length));
      store.real().packages().append(content, at / chunk, part);
    }
    return orderPackage(
        clientId,
        handler,
        new DeploymentPackage.Content(TestDigest.sha256(bytes), bytes.length, Optional.empty()),
        Optional.of(content));
  }

  /** The same of one that is kept elsewhere. */
  ProvisionRequest orderPackageElsewhere(String clientId, String url, long size) {
    return orderPackage(
        clientId,
        "hook",
        new DeploymentPackage.Content("ab".repeat(32), size, Optional.of(url)),
        Optional.empty());
  }

  private ProvisionRequest orderPackage(
      String clientId, String handler, DeploymentPackage.Content content, Optional<Id> kept) {
    PackageName name = new PackageName("tool", "1.0+7");
    DeploymentPackage tool =
        new DeploymentPackage(
            secrets.ids().next(), ACME, name, handler, content, List.of(), LONG_AGO, Id.PLATFORM);
    store.real().packages().create(tool, kept);
    RequestOptions plain = options(ProfileRule.ANY);
    return order(
        clientId,
        new RequestOptions(
            plain.endpointInfoId(),
            plain.activation(),
            plain.connection(),
            plain.deviceConfiguration(),
            new RequestOptions.Extra(
                5,
                ProfileRule.ANY,
                Reprovision.ON_REQUEST,
                Optional.empty(),
                Optional.empty(),
                new PackageOrder(List.of(name), false))));
  }

  /** An order whose device proves itself by a factory certificate. */
  ProvisionRequest orderCertified(String clientId, String devId) {
    return order(
        clientId,
        options(ProfileRule.ANY),
        ProvisionRequest.Login.byCertificate("user-" + clientId, devId, Optional.empty()));
  }

  ProvisionRequest order(String clientId, RequestOptions options, Optional<Secret> activationKey) {
    return order(
        clientId,
        options,
        new ProvisionRequest.Login(
            AuthenticationType.USER_PASS,
            "user-" + clientId,
            secrets.verifiers().ofGenerated(PASSWORD),
            activationKey.map(
                k -> secrets.sealer().seal(SealPurposes.ACTIVATION_KEY, k.reveal()))));
  }

  private ProvisionRequest order(
      String clientId, RequestOptions options, ProvisionRequest.Login login) {
    ProvisionRequest request =
        new ProvisionRequest(
            secrets.ids().next(),
            ACME,
            clientId,
            login,
            options,
            RequestProgress.initial(),
            Audit.created(LONG_AGO, Id.PLATFORM));
    store.real().create(request);
    return request;
  }

  /** What the operator orders: a sensor's settings, and a user name that the platform overrules. */
  RequestOptions options(ProfileRule rule) {
    return options(rule, 5, Optional.of(OBSERVED));
  }

  RequestOptions options(ProfileRule rule, int attempts, Optional<Id> endpoint) {
    return new RequestOptions(
        endpoint,
        new RequestOptions.Activation(true, LONG_AGO, Optional.empty()),
        new RequestOptions.Connection(true, UserCoupling.LOOSE, 32),
        configuration(),
        new RequestOptions.Extra(
            attempts, rule, Reprovision.ON_REQUEST, Optional.empty(), Optional.empty()));
  }

  /** The same with a certificate for the device. */
  RequestOptions with(CertificateOrder certificate) {
    RequestOptions plain = options(ProfileRule.ANY);
    return new RequestOptions(
        plain.endpointInfoId(),
        plain.activation(),
        plain.connection(),
        plain.deviceConfiguration(),
        new RequestOptions.Extra(
            5,
            ProfileRule.ANY,
            Reprovision.ON_REQUEST,
            Optional.empty(),
            Optional.of(certificate)));
  }

  private ConfigurationSnapshot configuration() {
    ConfigurationProperty pin =
        new ConfigurationProperty(
            PropertyType.PASSWORD,
            false,
            true,
            List.of(secrets.sealer().seal(SealPurposes.CONFIGURATION, "4711")));
    return new ConfigurationSnapshot(
        List.of(
            new ComponentConfiguration(
                OWN_PID, Map.of("interval", ConfigurationProperty.integer(5), "pin", pin)),
            new ComponentConfiguration(
                io.slipway.protocol.snapshot.KuraPids.MQTT_DATA_TRANSPORT,
                Map.of(
                    "username", ConfigurationProperty.string("wished-by-operator"),
                    "keep-alive", ConfigurationProperty.integer(33)))));
  }

  /** How the request stands in the database. */
  RequestProgress progress(ProvisionRequest request) {
    return store.real().request(request.id()).orElseThrow().progress();
  }

  Execution attempt(ProvisionRequest request) {
    return store.real().latestExecution(request.id()).orElseThrow();
  }

  DeviceCredential credential(ProvisionRequest request) {
    List<DeviceCredential> all = store.real().credentials(request.deviceUsername());
    if (all.size() != 1) {
      throw new AssertionError("there are " + all.size() + " credentials");
    }
    return all.get(0);
  }

  private void broker(Id id, int port, String... usages) {
    Audit audit = Audit.created(LONG_AGO, Id.PLATFORM);
    store
        .real()
        .create(
            new EndpointInfo(id, ACME, "mqtt", "broker.acme", port, true, Set.of(usages), audit));
  }

  @Override
  public void close() {
    provisioner().close();
    membership.close();
    store.real().close();
  }
}
