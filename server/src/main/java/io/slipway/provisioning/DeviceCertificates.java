// SPDX-License-Identifier: Apache-2.0
package io.slipway.provisioning;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.slipway.domain.CertificateOrder;
import io.slipway.domain.CertificateProfile;
import io.slipway.domain.Decision;
import io.slipway.domain.DeviceCertificate;
import io.slipway.domain.Effect;
import io.slipway.domain.Execution;
import io.slipway.domain.Id;
import io.slipway.domain.ProvisionRequest;
import io.slipway.protocol.signing.Pem;
import io.slipway.security.AccountAuthority;
import io.slipway.security.CertificateAuthority;
import io.slipway.security.CsrRefusedException;
import io.slipway.security.DeviceCsr;
import io.slipway.security.DeviceName;
import io.slipway.security.Fingerprints;
import io.slipway.security.IdSource;
import io.slipway.security.IssuerAwayException;
import io.slipway.store.StoreReader;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** The certificates of devices: each request for one gets one, however often it is sent. */
final class DeviceCertificates {
  /** A device that makes a key for each of its attempts has lost its way. */
  static final int MOST_OF_A_GENERATION = 16;

  private final StoreReader store;
  private final CertificateAuthority authority;
  private final IdSource ids;
  private final Clock clock;
  private final Cache<String, List<X509Certificate>> justIssued =
      Caffeine.newBuilder().maximumSize(1_000).expireAfterWrite(Duration.ofMinutes(10)).build();

  DeviceCertificates(StoreReader store, CertificateAuthority authority, IdSource ids, Clock clock) {
    this.store = store;
    this.authority = authority;
    this.ids = ids;
    this.clock = clock;
  }

  static DeviceName name(ProvisionRequest request, Execution attempt) {
    return new DeviceName(
        request.clientId(),
        attempt.destination().accountName(),
        attempt
            .destination()
            .certificate()
            .map(CertificateOrder::profile)
            .orElse(CertificateProfile.DEFAULT));
  }

  /**
   * The certificate for a certification request, which counts once it is stored.
   *
   * @param csr as the device sent it
   */
  DeviceCertificate answer(ProvisionRequest request, Execution attempt, byte[] csr)
      throws CsrRefusedException, IssuerAwayException {
    CertificateOrder order = attempt.destination().certificate().orElseThrow();
    DeviceCsr read = DeviceCsr.read(csr, name(request, attempt), order.keyType());
    List<DeviceCertificate> known = store.certificates().issued(request.id(), attempt.generation());
    Optional<DeviceCertificate> same =
        known.stream().filter(c -> c.csrSha256().equals(read.sha256())).findFirst();
    if (same.filter(DeviceCertificate::revoked).isPresent()) {
      throw new CsrRefusedException("the certificate for it was revoked; it takes another key");
    }
    if (same.isEmpty() && known.size() >= MOST_OF_A_GENERATION) {
      throw new CsrRefusedException("the device has asked with too many keys; rearm the request");
    }
    return same.isPresent() ? same.get() : issue(request, attempt, read);
  }

  private DeviceCertificate issue(ProvisionRequest request, Execution attempt, DeviceCsr csr)
      throws IssuerAwayException {
    List<X509Certificate> chain = chain(request, attempt, csr);
    X509Certificate issued = chain.get(0);
    return new DeviceCertificate(
        ids.next(),
        request.scopeId(),
        request.id(),
        attempt.generation(),
        request.clientId(),
        csr.sha256(),
        issued.getSerialNumber().toString(16),
        Fingerprints.of(issued),
        issued.getNotBefore().toInstant(),
        issued.getNotAfter().toInstant(),
        Pem.of(chain),
        clock.instant().truncatedTo(ChronoUnit.MILLIS),
        Optional.empty(),
        Optional.empty());
  }

  /** An authority elsewhere is not asked twice where only the commit has to be made again. */
  private List<X509Certificate> chain(ProvisionRequest request, Execution attempt, DeviceCsr csr)
      throws IssuerAwayException {
    String occasion = request.id() + "/" + attempt.generation() + "/" + csr.sha256();
    List<X509Certificate> made = justIssued.getIfPresent(occasion);
    if (made != null) {
      return made;
    }
    CertificateOrder order = attempt.destination().certificate().orElseThrow();
    AccountAuthority account =
        authority.account(request.scopeId(), attempt.destination().accountName());
    List<X509Certificate> fresh =
        account
            .deviceIssuer()
            .issue(csr, name(request, attempt), Duration.ofDays(order.lifetimeDays()));
    justIssued.put(occasion, fresh);
    return fresh;
  }

  /** The chain that the device is to get, up to the root: it may be about to be stored only. */
  String chain(Decision decision) {
    Id wanted =
        decision
            .session()
            .running()
            .flatMap(x -> x.conversation().certificate())
            .orElseThrow(() -> new IllegalStateException("no certificate was issued"));
    DeviceCertificate certificate =
        decision.effects().stream()
            .filter(Effect.IssueCertificate.class::isInstance)
            .map(e -> ((Effect.IssueCertificate) e).certificate())
            .filter(c -> c.id().equals(wanted))
            .findFirst()
            .or(() -> store.certificates().certificate(wanted))
            .orElseThrow(() -> new IllegalStateException("the certificate is gone"));
    return authority.upToRoot(certificate.pem());
  }
}
