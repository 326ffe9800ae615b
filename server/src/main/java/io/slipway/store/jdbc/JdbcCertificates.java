// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import io.slipway.domain.CertificateRenewal;
import io.slipway.domain.DeviceCertificate;
import io.slipway.domain.Id;
import io.slipway.domain.PlatformKey;
import io.slipway.domain.RevocationList;
import io.slipway.domain.RevokedCertificate;
import io.slipway.store.CertificateLedger;
import io.slipway.store.DeviceChange;
import io.slipway.store.Page;
import io.slipway.store.PageRequest;
import io.slipway.store.RenewalFilter;
import io.slipway.store.StaleException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Certificates of devices, over JDBC. */
record JdbcCertificates(JdbcStore store, JdbcNodes nodes) implements CertificateLedger {

  @Override
  public void issue(DeviceCertificate certificate, DeviceChange seen) {
    store.write(sql -> issue(sql, certificate, seen));
  }

  @Override
  public void issueLate(DeviceCertificate certificate, DeviceChange seen) {
    store.write(
        sql -> {
          Renewals.use(sql, certificate.replaces().orElseThrow());
          issue(sql, certificate, seen);
        });
  }

  private static void issue(Sql sql, DeviceCertificate certificate, DeviceChange seen)
      throws SQLException {
    for (Id before : certificate.replaces().stream().toList()) {
      if (Certificates.byId(sql, before).filter(c -> !c.revoked()).isEmpty()) {
        throw new StaleException("the certificate " + before + " was revoked");
      }
    }
    Certificates.issue(sql, certificate);
    Devices.record(sql, seen, Optional.empty());
  }

  @Override
  public void supersede(DeviceCertificate shown, Instant on) {
    Id request = shown.requestId();
    store.write(nodes.announcing(request, sql -> Certificates.supersede(sql, shown, on)));
    nodes.tell(request);
  }

  @Override
  public void ask(CertificateRenewal wish, int most) {
    store.write(sql -> Renewals.ask(sql, wish, most));
  }

  @Override
  public void decide(CertificateRenewal decided) {
    store.write(sql -> Renewals.decide(sql, decided));
  }

  @Override
  public Optional<DeviceCertificate> renewed(DeviceCertificate replaced, String csrSha256) {
    return store.read(sql -> Certificates.renewed(sql, replaced, csrSha256));
  }

  @Override
  public Optional<DeviceCertificate> newest(Id requestId, int generation) {
    return store.read(sql -> Certificates.newest(sql, requestId, generation));
  }

  @Override
  public long countIssued(Id requestId, int generation, Instant since) {
    return store.read(sql -> Certificates.countSince(sql, requestId, generation, since));
  }

  @Override
  public Optional<CertificateRenewal> renewal(Id certificateId) {
    return store.read(sql -> Renewals.of(sql, certificateId));
  }

  @Override
  public Optional<CertificateRenewal> renewal(Id scopeId, String clientId) {
    return store.read(sql -> Renewals.newest(sql, scopeId, clientId));
  }

  @Override
  public Page<CertificateRenewal> renewals(Id scopeId, RenewalFilter filter, PageRequest page) {
    return store.read(sql -> Renewals.page(sql, scopeId, filter, page));
  }

  @Override
  public long countRenewals(Id scopeId, RenewalFilter filter) {
    return store.read(sql -> Renewals.count(sql, scopeId, filter));
  }

  @Override
  public Optional<DeviceCertificate> certificate(Id certificateId) {
    return store.read(sql -> Certificates.byId(sql, certificateId));
  }

  @Override
  public Optional<DeviceCertificate> presented(String fingerprint) {
    return store.read(sql -> Certificates.presented(sql, fingerprint));
  }

  @Override
  public List<DeviceCertificate> issued(Id requestId, int generation) {
    return store.read(sql -> Certificates.issued(sql, requestId, generation));
  }

  @Override
  public Page<DeviceCertificate> certificates(Id scopeId, String clientId, PageRequest page) {
    return store.read(sql -> Certificates.page(sql, scopeId, clientId, page));
  }

  @Override
  public long countCertificates(Id scopeId, String clientId) {
    return store.read(sql -> Certificates.count(sql, scopeId, clientId));
  }

  @Override
  public List<PlatformKey> platformKeys(String beginning) {
    return store.read(sql -> Keys.beginningWith(sql, beginning));
  }

  @Override
  public long countRevoked(Id scopeId) {
    return store.read(sql -> RevocationLists.count(sql, scopeId));
  }

  @Override
  public List<RevokedCertificate> revoked(Id scopeId, Instant since) {
    return store.read(sql -> RevocationLists.revoked(sql, scopeId, since));
  }

  @Override
  public Optional<DeviceCertificate> numbered(Id scopeId, String serial) {
    return store.read(sql -> RevocationLists.numbered(sql, scopeId, serial));
  }

  @Override
  public Optional<RevocationList> revocationList(String authority) {
    return store.read(sql -> RevocationLists.newest(sql, authority));
  }

  @Override
  public void keep(RevocationList fresh) {
    store.write(sql -> RevocationLists.keep(sql, fresh));
  }
}
