// SPDX-License-Identifier: Apache-2.0
package io.slipway.provisioning;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.slipway.domain.CertificateDevId;
import io.slipway.domain.Id;
import io.slipway.domain.ManufacturerAuthority;
import io.slipway.domain.ManufacturerAuthority.Stamp;
import io.slipway.domain.ProvisionRequest;
import io.slipway.protocol.message.FailureCause;
import io.slipway.security.ManufacturerTrust;
import io.slipway.security.ShownChain;
import io.slipway.store.ManufacturerReader;
import io.slipway.store.StoreReader;
import java.security.cert.CertificateException;
import java.time.Clock;
import java.util.List;

/** Judges devices that prove who they are by the certificate that their manufacturer gave them. */
final class FactoryLogins {
  private static final String NONE =
      "The device shows no certificate; if it has one, its TLS does not present it.";
  private static final String PLAIN =
      "The device comes without TLS, where it cannot prove that a certificate is its own.";
  private static final String OF_ANOTHER =
      "The certificate is good, but not the one that the order names in certificateDevId.";

  /** Characters of PEM that are kept parsed. */
  private static final int MOST_REMEMBERED = 32 * 1024 * 1024;

  private static final int WEIGHT_OF_ONE = 1_024;

  private final ManufacturerReader store;
  private final Clock clock;
  private final Cache<Id, Known> known =
      Caffeine.newBuilder()
          .maximumWeight(MOST_REMEMBERED)
          .weigher((Id account, Known one) -> one.weight())
          .build();

  FactoryLogins(StoreReader store, Clock clock) {
    this.store = store.manufacturers();
    this.clock = clock;
  }

  /** What an account trusts, and in which state that was. */
  private record Known(List<Stamp> stamps, ManufacturerTrust trust, int weight) {}

  /** What is found of a device. */
  sealed interface Finding {
    /** It is the one that the order is for, by what its account trusts in this state. */
    record Counts(List<Stamp> trusted) implements Finding {}

    /**
     * It is not.
     *
     * @param check the check that failed, with what was shown
     */
    record Objection(Id scopeId, FailureCause cause, String check) implements Finding {}
  }

  Finding judge(ProvisionRequest request, LoginAttempt login) {
    if (login.certificates().isEmpty()) {
      return untrusted(request, login.secure() ? NONE : PLAIN);
    }
    try {
      return judge(request, ShownChain.of(login.certificates()));
    } catch (CertificateException unreadable) {
      return untrusted(request, unreadable.getMessage());
    }
  }

  private Finding judge(ProvisionRequest request, ShownChain shown) {
    Known account = of(request.scopeId());
    return switch (account.trust().judge(shown, clock.instant())) {
      case ManufacturerTrust.Verdict.Untrusted no ->
          untrusted(request, shown.identity().told(no.check()));
      case ManufacturerTrust.Verdict.Trusted yes ->
          CertificateDevId.parse(request.login().certificateDevId().orElseThrow())
                  .fits(shown.identity(), yes.authority())
              ? new Finding.Counts(account.stamps())
              : new Finding.Objection(
                  request.scopeId(),
                  FailureCause.CERTIFICATE_MISMATCH,
                  shown.identity().told(OF_ANOTHER));
    };
  }

  private static Finding untrusted(ProvisionRequest request, String check) {
    return new Finding.Objection(request.scopeId(), FailureCause.CERTIFICATE_UNTRUSTED, check);
  }

  /** Whether an account still trusts what it trusted then. */
  boolean unchanged(Id scopeId, List<Stamp> trusted) {
    return store.stamps(scopeId).equals(trusted);
  }

  private Known of(Id scopeId) {
    List<Stamp> newest = store.stamps(scopeId);
    Known before = known.getIfPresent(scopeId);
    if (before != null && before.stamps().equals(newest)) {
      return before;
    }
    List<ManufacturerAuthority> all = store.trusted(scopeId);
    Known fresh =
        new Known(
            all.stream().map(a -> new Stamp(a.id(), a.audit().optlock())).toList(),
            ManufacturerTrust.of(all, clock.instant()),
            all.stream().mapToInt(FactoryLogins::weight).sum() + WEIGHT_OF_ONE);
    known.put(scopeId, fresh);
    return fresh;
  }

  private static int weight(ManufacturerAuthority authority) {
    return authority.certificates().length()
        + authority.revocations().crls().map(String::length).orElse(0);
  }
}
