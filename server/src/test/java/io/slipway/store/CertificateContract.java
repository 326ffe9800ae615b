// SPDX-License-Identifier: Apache-2.0
package io.slipway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.domain.Account;
import io.slipway.domain.CertificateRenewal;
import io.slipway.domain.DeviceCertificate;
import io.slipway.domain.ExecutionStatus;
import io.slipway.domain.Id;
import io.slipway.domain.ProvisionRequest;
import io.slipway.domain.RevocationList;
import io.slipway.domain.RevokedCertificate;
import io.slipway.protocol.message.FailureCause;
import java.time.Instant;
import java.util.List;
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

  @Test
  void renewedCertificate_isKnownByTheOneThatItReplacesAndItsRequest() {
    DeviceCertificate first = issue(OrderSamples.certificate(samples, request, "csr"));
    DeviceCertificate renewed = OrderSamples.renewed(samples, first, "csr");
    CertificateLedger ledger = store.certificates();
    ledger.issue(renewed, samples.seen(acme, "gateway", "CERTIFICATE"));
    ledger.issue(
        OrderSamples.renewed(samples, first, "csr"), samples.seen(acme, "gateway", "CERTIFICATE"));
    assertThat(ledger.renewed(first, "csr")).contains(renewed);
    assertThat(ledger.renewed(first, "other")).isEmpty();
    assertThat(ledger.renewed(renewed, "csr")).isEmpty();
    assertThat(ledger.newest(request.id(), 1)).contains(renewed);
    assertThat(ledger.newest(request.id(), 2)).isEmpty();
    assertThat(ledger.issued(request.id(), 1)).containsExactly(first);
    assertThat(ledger.countIssued(request.id(), 1, Samples.NOW)).isEqualTo(2);
    assertThat(ledger.countIssued(request.id(), 1, renewed.createdOn())).isEqualTo(1);
    assertThat(store.device(acme, "gateway")).isPresent();
  }

  @Test
  void revokedCertificate_isReplacedByNone() {
    DeviceCertificate first = issue(OrderSamples.certificate(samples, request, "csr"));
    DeviceCertificate renewed = OrderSamples.renewed(samples, first, "csr");
    revoke(1, 1, FailureCause.STOPPED);
    DeviceChange seen = samples.seen(acme, "gateway", "CERTIFICATE");
    assertThatThrownBy(() -> store.certificates().issue(renewed, seen))
        .isInstanceOf(StaleException.class);
    assertThat(store.certificates().certificate(renewed.id())).isEmpty();
  }

  @Test
  void certificateThatIsShown_supersedesThoseBeforeIt() {
    DeviceCertificate first = issue(OrderSamples.certificate(samples, request, "1"));
    CertificateLedger ledger = store.certificates();
    DeviceCertificate second = OrderSamples.renewed(samples, first, "2");
    DeviceCertificate third = OrderSamples.renewed(samples, second, "3");
    for (DeviceCertificate one : List.of(second, third)) {
      ledger.issue(one, samples.seen(acme, "gateway", "CERTIFICATE"));
    }
    ledger.supersede(second, Samples.NOW);
    assertThat(revocationOf(first))
        .contains(new DeviceCertificate.Revocation(Samples.NOW, "SUPERSEDED"));
    assertThat(revocationOf(second)).isEmpty();
    assertThat(revocationOf(third)).isEmpty();
  }

  @Test
  void wishToRenew_isDecidedOnOnceAndUsedOnce() {
    DeviceCertificate expired = issue(OrderSamples.certificate(samples, request, "csr"));
    CertificateLedger ledger = store.certificates();
    CertificateRenewal wish = CertificateRenewal.of(expired, "192.0.2.1", Samples.NOW);
    ledger.ask(wish, 1);
    ledger.ask(CertificateRenewal.of(expired, "192.0.2.2", Samples.NOW.plusSeconds(1)), 9);
    assertThat(ledger.renewal(expired.id())).contains(wish);
    assertThat(ledger.renewal(acme, "gateway")).contains(wish);
    DeviceCertificate renewed = OrderSamples.renewed(samples, expired, "csr");
    DeviceChange seen = samples.seen(acme, "gateway", "CERTIFICATE");
    assertThatThrownBy(() -> ledger.issueLate(renewed, seen)).isInstanceOf(StaleException.class);
    CertificateRenewal approved = wish.decided(true, Samples.NOW, new Id(9));
    ledger.decide(approved);
    assertThat(ledger.renewal(expired.id())).contains(approved);
    assertThatThrownBy(() -> ledger.decide(wish.decided(false, Samples.NOW, new Id(9))))
        .isInstanceOf(StaleException.class);
    ledger.issueLate(renewed, seen);
    assertThatThrownBy(() -> ledger.issueLate(OrderSamples.renewed(samples, expired, "2"), seen))
        .isInstanceOf(StaleException.class);
    assertThat(ledger.renewed(expired, "csr")).contains(renewed);
    assertThat(ledger.renewed(expired, "2")).isEmpty();
    assertThat(ledger.renewal(expired.id()).map(CertificateRenewal::state))
        .contains(CertificateRenewal.State.USED);
  }

  @Test
  void wishes_areListedAndBounded() {
    CertificateLedger ledger = store.certificates();
    for (int i = 0; i < 3; i++) {
      DeviceCertificate one = issue(OrderSamples.certificate(samples, request, "csr-" + i));
      ledger.ask(CertificateRenewal.of(one, "192.0.2.1", Samples.NOW.plusSeconds(i)), 2);
    }
    RenewalFilter all = new RenewalFilter(Optional.empty(), Optional.empty());
    assertThat(ledger.countRenewals(acme, all)).isEqualTo(2);
    assertThat(ledger.renewals(acme, all, PageRequest.FIRST).items())
        .extracting(r -> r.askedOn().getEpochSecond() - Samples.NOW.getEpochSecond())
        .containsExactly(1L, 0L);
    RenewalFilter used =
        new RenewalFilter(Optional.of(CertificateRenewal.State.USED), Optional.of("gateway"));
    assertThat(ledger.renewals(acme, used, PageRequest.FIRST).items()).isEmpty();
    DeviceCertificate late = issue(OrderSamples.certificate(samples, request, "late"));
    Instant muchLater = late.notAfter().plus(CertificateRenewal.GRACE).plusSeconds(1);
    ledger.ask(CertificateRenewal.of(late, "192.0.2.1", muchLater), 2);
    assertThat(ledger.renewals(acme, all, PageRequest.FIRST).items())
        .extracting(CertificateRenewal::certificateId)
        .containsExactly(late.id());
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
