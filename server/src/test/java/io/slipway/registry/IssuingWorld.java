// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.slipway.domain.Account;
import io.slipway.domain.DeviceCertificate;
import io.slipway.domain.ExecutionStatus;
import io.slipway.domain.Id;
import io.slipway.domain.ProvisionRequest;
import io.slipway.protocol.message.KeyType;
import io.slipway.protocol.signing.Pem;
import io.slipway.security.AccountAuthority;
import io.slipway.security.CertificateAuthority;
import io.slipway.security.Certificates;
import io.slipway.security.DeviceCsr;
import io.slipway.security.DeviceName;
import io.slipway.security.KeysInMemory;
import io.slipway.security.MasterKey;
import io.slipway.security.Sealer;
import io.slipway.security.TestCsr;
import io.slipway.store.Samples;
import io.slipway.store.Store;
import io.slipway.store.jdbc.JdbcStore;
import io.slipway.store.jdbc.StoreSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;

/** An account whose authority issues certificates, over a real store and at a time of its own. */
public final class IssuingWorld extends Clock implements AutoCloseable {
  public static final String PKI = "http://127.0.0.1:9";
  private static final DeviceName NAME = new DeviceName("gateway", "acme");

  public final Path folder;
  public final Store store;
  public final Account account;
  public final CertificateAuthority authority;
  private final Samples samples = new Samples();
  private ProvisionRequest request;
  private int issued;
  private volatile Instant now = Instant.now();

  public IssuingWorld(Path folder) throws Exception {
    this.folder = folder;
    store =
        JdbcStore.open(
            folder.resolve("test.db").toString(), StoreSettings.DEFAULT, new SimpleMeterRegistry());
    SecureRandom random = new SecureRandom();
    authority =
        CertificateAuthority.openOrCreate(
            folder,
            new KeysInMemory(),
            new Sealer(MasterKey.openOrCreate(folder.resolve("master.key"), random), random),
            new Certificates(random, this, Optional.of(PKI)),
            this);
    Account root =
        new Account(Id.ROOT_ACCOUNT, Optional.empty(), "root", samples.account("root").audit());
    store.create(root);
    account = samples.account("acme");
    store.create(account);
    ProvisionRequest created = samples.request(account.id(), NAME.clientId());
    store.create(created);
    request = samples.with(created, ExecutionStatus.RUNNING);
    store.save(samples.change(request));
  }

  public CertificateStatuses statuses() {
    return new CertificateStatuses(store, authority, 2, this);
  }

  /** The account's authority, which is made by asking for it. */
  public AccountAuthority issuer() {
    return authority.account(account.id(), account.name());
  }

  /** Issues a certificate; its file, and that of what it hangs on, are in the folder. */
  public DeviceCertificate issue(String file, Duration life) throws Exception {
    DeviceCsr csr =
        DeviceCsr.read(
            TestCsr.of(TestCsr.newKey(KeyType.EC_P256), NAME.rfc4514()), NAME, KeyType.EC_P256);
    X509Certificate made = issuer().issue(csr, NAME, life);
    Files.writeString(folder.resolve(file), Pem.of(made));
    Files.writeString(folder.resolve("issuer.pem"), Pem.of(issuer().certificate()));
    request = samples.with(request, ExecutionStatus.RUNNING);
    DeviceCertificate certificate =
        new DeviceCertificate(
            samples.id(),
            account.id(),
            request.id(),
            request.progress().generation(),
            NAME.clientId(),
            "csr " + ++issued,
            made.getSerialNumber().toString(16),
            "fingerprint " + issued,
            made.getNotBefore().toInstant(),
            made.getNotAfter().toInstant(),
            Pem.of(made),
            now,
            Optional.empty());
    store.save(samples.change(request).with(certificate));
    return certificate;
  }

  public void revoke(DeviceCertificate certificate, String cause) {
    store.inventory().revoke(certificate, new DeviceCertificate.Revocation(now, cause));
  }

  public void pass(Duration time) {
    now = now.plus(time);
  }

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }

  @Override
  public void close() {
    store.close();
  }
}
