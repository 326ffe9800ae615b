// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.slipway.domain.Account;
import io.slipway.domain.Audit;
import io.slipway.domain.AuthenticationType;
import io.slipway.domain.CertificateOrder;
import io.slipway.domain.DeviceCertificate;
import io.slipway.domain.DeviceCredential;
import io.slipway.domain.Id;
import io.slipway.domain.ProfileRule;
import io.slipway.domain.ProvisionRequest;
import io.slipway.domain.Reprovision;
import io.slipway.domain.RequestOptions;
import io.slipway.domain.RequestProgress;
import io.slipway.domain.UserCoupling;
import io.slipway.protocol.message.KeyType;
import io.slipway.protocol.message.Secret;
import io.slipway.protocol.signing.Pem;
import io.slipway.protocol.snapshot.ConfigurationSnapshot;
import io.slipway.provisioning.RejectionLog;
import io.slipway.registry.AccountLogin;
import io.slipway.registry.AdmittedDevice;
import io.slipway.registry.AuditTrail;
import io.slipway.registry.DeviceDirectory;
import io.slipway.registry.Enrollments;
import io.slipway.registry.LateRenewals;
import io.slipway.security.AccountAuthority;
import io.slipway.security.CertificateAuthority;
import io.slipway.security.Certificates;
import io.slipway.security.DeviceCsr;
import io.slipway.security.DeviceName;
import io.slipway.security.Fingerprints;
import io.slipway.security.GuessBudget;
import io.slipway.security.IdSource;
import io.slipway.security.KeysInMemory;
import io.slipway.security.MasterKey;
import io.slipway.security.Sealer;
import io.slipway.security.SecretVerifiers;
import io.slipway.security.TestCsr;
import io.slipway.store.SessionChange;
import io.slipway.store.Store;
import io.slipway.store.jdbc.JdbcStore;
import io.slipway.store.jdbc.StoreSettings;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A server of EST over a real store, for account acme, at a time that a test can change. */
final class EstSite implements AutoCloseable {
  static final Id ACME = new Id(100);
  static final String PASSWORD = "correct horse battery";
  private static final SecureRandom RANDOM = new SecureRandom();

  final Store store;
  final CertificateAuthority authority;
  final LateRenewals late;
  final DeviceDirectory directory;
  private final SecretVerifiers verifiers;
  private final IdSource ids;
  private final HttpServer server;
  private final Hands clock = new Hands();

  EstSite(Path folder) throws Exception {
    store =
        JdbcStore.open(
            folder.resolve("est.db").toString(), StoreSettings.DEFAULT, new SimpleMeterRegistry());
    MasterKey master = MasterKey.openOrCreate(folder.resolve("master.key"), RANDOM);
    verifiers = new SecretVerifiers(master, RANDOM, 2);
    ids = new IdSource(clock, 1);
    authority =
        CertificateAuthority.openOrCreate(
            folder,
            new KeysInMemory(),
            new Sealer(master, RANDOM),
            new Certificates(RANDOM, clock),
            clock);
    Audit audit = Audit.created(clock.instant(), Id.PLATFORM);
    store.create(new Account(Id.ROOT_ACCOUNT, Optional.empty(), "root", audit));
    store.create(new Account(ACME, Optional.of(Id.ROOT_ACCOUNT), "acme", audit));
    store.create(new Account(new Id(101), Optional.of(Id.ROOT_ACCOUNT), "other", audit));
    AuditTrail trail = new AuditTrail(store, ids, clock);
    late = new LateRenewals(store, trail);
    directory =
        new DeviceDirectory(
            store,
            verifiers,
            new DeviceDirectory.Told(
                (request, generation) -> true,
                new RejectionLog(store, new SimpleMeterRegistry(), clock)),
            ids,
            clock,
            Optional.empty());
    server =
        new HttpServer(
            new HttpSettings("127.0.0.1", 0, "127.0.0.1", 0, List.of(authority.root())),
            authority.serverIdentity(Set.of("localhost", "127.0.0.1")),
            ids,
            List.of(
                new EstResource(
                    new Enrollments(
                        store, authority, verifiers, new GuessBudget(clock), ids, trail))));
    server.start();
  }

  /** Time as a test sets it. */
  private static final class Hands extends Clock {
    private volatile Duration ahead = Duration.ZERO;

    @Override
    public Instant instant() {
      return Clock.systemUTC().instant().plus(ahead).truncatedTo(ChronoUnit.MILLIS);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  /** So much time has passed since the start. */
  void passes(Duration time) {
    clock.ahead = time;
  }

  Instant now() {
    return clock.instant();
  }

  int httpsPort() {
    return server.httpsPort();
  }

  int httpPort() {
    return server.httpPort();
  }

  @Override
  public void close() {
    server.close();
    store.close();
  }

  /** A device with what it was given. */
  record Owner(
      ProvisionRequest request,
      KeyPair key,
      X509Certificate certificate,
      X509Certificate issuer,
      DeviceCertificate record) {

    String clientId() {
      return request.clientId();
    }

    /** For a key, with the names that the certificate has. */
    byte[] csr(KeyPair wanted) {
      return csr(wanted, "urn:slipway:acme:" + clientId());
    }

    byte[] csr(KeyPair wanted, String uri) {
      return TestCsr.der(wanted, certificate.getSubjectX500Principal().getEncoded(), uri);
    }
  }

  /** A device that was provisioned, with a certificate for thirty days. */
  Owner owner(String clientId) throws Exception {
    return owner(clientId, KeyType.EC_P256);
  }

  Owner owner(String clientId, KeyType type) throws Exception {
    CertificateOrder order = new CertificateOrder(CertificateOrder.Issue.BESIDE, type, 30);
    ProvisionRequest request = provisioned(clientId, Optional.of(order));
    KeyPair key = TestCsr.newKey(type);
    AccountAuthority account = authority.account(ACME, "acme");
    DeviceName name = new DeviceName(clientId, "acme");
    DeviceCsr csr = DeviceCsr.read(TestCsr.of(key, name.rfc4514()), name, type);
    X509Certificate issued = account.issue(csr, name, Duration.ofDays(30));
    DeviceCertificate record =
        new DeviceCertificate(
            ids.next(),
            ACME,
            request.id(),
            1,
            clientId,
            csr.sha256(),
            issued.getSerialNumber().toString(16),
            Fingerprints.of(issued),
            issued.getNotBefore().toInstant(),
            issued.getNotAfter().toInstant(),
            Pem.of(issued, account.certificate()),
            now(),
            Optional.empty());
    Certified.give(store, request, record);
    ProvisionRequest now = store.request(request.id()).orElseThrow();
    return new Owner(now, key, issued, account.certificate(), record);
  }

  /** One more certificate like that of a device. */
  DeviceCertificate copy(Owner owner, int number) {
    DeviceCertificate like = owner.record();
    DeviceCertificate copy =
        new DeviceCertificate(
            ids.next(),
            ACME,
            like.requestId(),
            1,
            like.clientId(),
            "csr-" + number,
            like.serial(),
            "fingerprint-" + number,
            like.notBefore(),
            like.notAfter(),
            like.pem(),
            like.createdOn(),
            Optional.empty());
    Certified.give(store, store.request(like.requestId()).orElseThrow(), copy);
    return copy;
  }

  /** One that was provisioned with a password, {@link #PASSWORD}. */
  ProvisionRequest provisioned(String clientId, Optional<CertificateOrder> order) {
    RequestOptions options =
        new RequestOptions(
            Optional.empty(),
            new RequestOptions.Activation(true, now(), Optional.empty()),
            RequestOptions.Connection.DEFAULT,
            ConfigurationSnapshot.EMPTY,
            new RequestOptions.Extra(
                5, ProfileRule.ANY, Reprovision.ON_REQUEST, Optional.empty(), order));
    ProvisionRequest request =
        new ProvisionRequest(
            ids.next(),
            ACME,
            clientId,
            new ProvisionRequest.Login(
                AuthenticationType.USER_PASS, clientId, "unused", Optional.empty()),
            options,
            RequestProgress.initial(),
            Audit.created(now(), Id.PLATFORM));
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
    DeviceCredential login =
        new DeviceCredential(
            ACME,
            request.id(),
            1,
            clientId,
            clientId + "-1",
            verifiers.ofGenerated(Secret.of(PASSWORD)),
            UserCoupling.STRICT,
            false,
            false,
            now());
    store.save(
        new SessionChange(
            request.with(delivered),
            Optional.empty(),
            Optional.of(login),
            Optional.empty(),
            Optional.empty()));
    return store.request(request.id()).orElseThrow();
  }

  /** The device comes to its account's broker with a certificate alone. */
  Optional<AdmittedDevice> logsIn(String clientId, X509Certificate shown) {
    return logsIn(clientId, "", shown);
  }

  /** The same with a password beside, where there is one. */
  Optional<AdmittedDevice> logsIn(String clientId, String password, X509Certificate shown) {
    return directory.admit(
        new AccountLogin(
            clientId, clientId + "-1", Secret.of(password), true, "192.0.2.7", Optional.of(shown)));
  }

  DeviceCertificate stored(X509Certificate certificate) {
    return store.certificates().presented(Fingerprints.of(certificate)).orElseThrow();
  }
}
