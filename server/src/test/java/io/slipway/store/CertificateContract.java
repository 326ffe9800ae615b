// SPDX-License-Identifier: Apache-2.0
package io.slipway.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.domain.Account;
import io.slipway.domain.DeviceCertificate;
import io.slipway.domain.ExecutionStatus;
import io.slipway.domain.Id;
import io.slipway.domain.ProvisionRequest;
import io.slipway.domain.RevocationList;
import io.slipway.domain.RevokedCertificate;
import io.slipway.protocol.message.FailureCause;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store holds to: certificates of devices. */
public abstract class CertificateContract {
  private final Samples samples = new Samples();
  private Store store;
  private Id acme;
  private ProvisionRequest request;

  /** An empty store. */
  protected abstract Store openStore() throws Exception;

  @BeforeEach
  void open() throws Exception {
    store = openStore();
    Account account = samples.account("acme");
    store.create(account);
    acme = account.id();
    ProvisionRequest created = samples.request(acme, "gateway");
    store.create(created);
    request = samples.with(created, ExecutionStatus.RUNNING);
    store.save(samples.change(request));
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void certificate_isReadBackAsItWasIssued() {
    DeviceCertificate certificate = issue(OrderSamples.certificate(samples, request, "csr"));
    CertificateReader reader = store.certificates();
    assertThat(reader.certificate(certificate.id())).contains(certificate);
    assertThat(reader.presented(certificate.fingerprint())).contains(certificate);
    assertThat(reader.presented("another")).isEmpty();
    assertThat(reader.issued(request.id(), 1)).containsExactly(certificate);
    assertThat(reader.issued(request.id(), 2)).isEmpty();
  }

  @Test
  void firstCertificateForACertificationRequest_stays() {
    DeviceCertificate first = issue(OrderSamples.certificate(samples, request, "csr"));
    issue(OrderSamples.certificate(samples, request, "csr"));
    DeviceCertificate other = issue(OrderSamples.certificate(samples, request, "other"));
    assertThat(store.certificates().issued(request.id(), 1)).containsExactly(first, other);
  }

  @Test
  void certificatesOfADevice_areListedNewestFirst() {
    DeviceCertificate first = issue(OrderSamples.certificate(samples, request, "1"));
    DeviceCertificate second = issue(OrderSamples.certificate(samples, request, "2"));
    CertificateReader reader = store.certificates();
    Page<DeviceCertificate> all = reader.certificates(acme, "gateway", PageRequest.FIRST);
    assertThat(all.items()).containsExactly(second, first);
    PageRequest one = new PageRequest(1, 0, Optional.of("createdOn"), true);
    assertThat(reader.certificates(acme, "gateway", one).items()).containsExactly(first);
    assertThat(reader.countCertificates(acme, "gateway")).isEqualTo(2);
    assertThat(reader.countCertificates(acme, "another")).isZero();
  }

  @Test
  void revocation_isOfItsGenerationsAndTheFirstOneCounts() {
    DeviceCertificate certificate = issue(OrderSamples.certificate(samples, request, "csr"));
    revoke(2, 3, FailureCause.SUPERSEDED);
    assertThat(revocationOf(certificate)).isEmpty();
    revoke(1, 1, FailureCause.SUPERSEDED);
    revoke(1, 1, FailureCause.STOPPED);
    assertThat(revocationOf(certificate))
        .contains(new DeviceCertificate.Revocation(Samples.NOW, "SUPERSEDED"));
  }

  @Test
  void certificate_outlivesItsRequestAsARevokedOne() {
    DeviceCertificate certificate = issue(OrderSamples.certificate(samples, request, "csr"));
    store.delete(request, Samples.NOW.plusSeconds(9));
    assertThat(revocationOf(certificate))
        .contains(new DeviceCertificate.Revocation(Samples.NOW.plusSeconds(9), "REQUEST_DELETED"));
  }

  @Test
  void revokedCertificates_areListedUntilTheyHaveEnded() {
    DeviceCertificate certificate = issue(OrderSamples.certificate(samples, request, "csr"));
    issue(OrderSamples.certificate(samples, request, "other"));
    CertificateReader reader = store.certificates();
    assertThat(reader.countRevoked(acme)).isZero();
    assertThat(reader.revoked(acme, Samples.NOW)).isEmpty();
    store
        .inventory()
        .revoke(certificate, new DeviceCertificate.Revocation(Samples.NOW, "REVOKED_BY_OPERATOR"));
    assertThat(reader.countRevoked(acme)).isEqualTo(1);
    assertThat(reader.revoked(acme, certificate.notAfter()))
        .containsExactly(
            new RevokedCertificate(certificate.serial(), Samples.NOW, "REVOKED_BY_OPERATOR"));
    assertThat(reader.revoked(acme, certificate.notAfter().plusMillis(1))).isEmpty();
    assertThat(reader.countRevoked(new Id(987_654))).isZero();
  }

  @Test
  void certificate_isFoundByItsSerialInItsAccountOnly() {
    DeviceCertificate certificate = issue(OrderSamples.certificate(samples, request, "csr"));
    CertificateReader reader = store.certificates();
    assertThat(reader.numbered(acme, certificate.serial())).contains(certificate);
    assertThat(reader.numbered(acme, "00")).isEmpty();
    assertThat(reader.numbered(new Id(987_654), certificate.serial())).isEmpty();
  }

  @Test
  void revocationList_isReplacedByTheNextNumberOnly() {
    RevocationList first = OrderSamples.revocationList(acme, 1, "first");
    store.certificates().keep(first);
    store.certificates().keep(OrderSamples.revocationList(acme, 1, "too late"));
    assertThat(store.certificates().revocationList("ab")).contains(first);
    RevocationList second = OrderSamples.revocationList(acme, 2, "second");
    store.certificates().keep(second);
    store.certificates().keep(OrderSamples.revocationList(acme, 2, "too late"));
    store.certificates().keep(OrderSamples.revocationList(acme, 4, "too early"));
    assertThat(store.certificates().revocationList("ab")).contains(second);
    assertThat(store.certificates().revocationList("cd")).isEmpty();
  }

  private Optional<DeviceCertificate.Revocation> revocationOf(DeviceCertificate certificate) {
    return store
        .certificates()
        .certificate(certificate.id())
        .flatMap(DeviceCertificate::revocation);
  }

  private DeviceCertificate issue(DeviceCertificate certificate) {
    save(samples.change(next()).with(certificate));
    return certificate;
  }

  private void revoke(int first, int last, FailureCause cause) {
    save(
        new SessionChange(
            next(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(new SessionChange.Revocation(first, last, Samples.NOW, cause)),
            Optional.empty()));
  }

  private ProvisionRequest next() {
    return samples.with(request, ExecutionStatus.RUNNING);
  }

  private void save(SessionChange change) {
    store.save(change);
    request = change.request();
  }
}
