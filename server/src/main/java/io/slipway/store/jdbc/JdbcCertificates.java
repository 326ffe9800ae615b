// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import io.slipway.domain.DeviceCertificate;
import io.slipway.domain.Id;
import io.slipway.domain.PlatformKey;
import io.slipway.domain.RevocationList;
import io.slipway.domain.RevokedCertificate;
import io.slipway.store.IssuedCertificates;
import io.slipway.store.Page;
import io.slipway.store.PageRequest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Certificates of devices, over JDBC. */
record JdbcCertificates(JdbcStore store) implements IssuedCertificates {

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
