// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

import io.slipway.domain.Account;
import io.slipway.domain.CertificateOrder;
import io.slipway.domain.CertificateProfile;
import io.slipway.domain.CertificateRenewal;
import io.slipway.domain.Device;
import io.slipway.domain.DeviceCertificate;
import io.slipway.domain.DeviceCredential;
import io.slipway.domain.Id;
import io.slipway.protocol.message.KeyType;
import io.slipway.protocol.message.Secret;
import io.slipway.security.CertificateAuthority;
import io.slipway.security.CsrRefusedException;
import io.slipway.security.DeviceCsr;
import io.slipway.security.Fingerprints;
import io.slipway.security.GuessBudget;
import io.slipway.security.IdSource;
import io.slipway.security.SecretVerifiers;
import io.slipway.store.Store;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Certificates that devices ask for by themselves, after they were provisioned: another one in the
 * place of what they have, or the first where they have a password only. Calls block on the store.
 */
public final class Enrollments {
  private static final String REVOKED = "the certificate was revoked";
  private static final String DISABLED = "the device is disabled";
  private static final String NOT_CONFIGURED = "the device was not provisioned yet";
  private static final String OTHER_ACCOUNT = "the device belongs to another account";
  private static final String NOT_ORDERED = "the device's request orders no certificate";

  private final Store store;
  private final CertificateAuthority authority;
  private final SecretVerifiers verifiers;
  private final GuessBudget guesses;
  private final AuditTrail trail;
  private final IssuedCertificates issued;
  private final LateRenewals late;

  /**
   * @param guesses how many wrong passwords may come from one address
   */
  public Enrollments(
      Store store,
      CertificateAuthority authority,
      SecretVerifiers verifiers,
      GuessBudget guesses,
      IdSource ids,
      AuditTrail trail) {
    this.store = store;
    this.authority = authority;
    this.verifiers = verifiers;
    this.guesses = guesses;
    this.trail = trail;
    this.issued = new IssuedCertificates(store, authority, ids, trail);
    this.late = new LateRenewals(store, trail);
  }

  /**
   * A device that asks for something.
   *
   * @param certificate that it has shown by TLS, whoever issued that; it has the key
   * @param label the account that it names, where it names one
   */
  public record Asker(
      Optional<X509Certificate> certificate,
      Optional<Login> login,
      Optional<String> label,
      String source) {}

  /** A login for the account's broker. */
  public record Login(String username, Secret password) {}

  /** What comes of it. */
  public sealed interface Outcome {
    /** Here it is. */
    record Issued(X509Certificate certificate) implements Outcome {}

    /** An operator has to decide first. */
    record Waiting(long retryAfterSeconds) implements Outcome {}

    /** The request for a certificate is not what it has to be. */
    record Malformed(String why) implements Outcome {}

    /** Nobody knows what was shown, or nothing was. */
    record Unproven() implements Outcome {}

    /** The device is known, and does not get one. */
    record Refused(String why) implements Outcome {}

    /** This device, or this address, has asked too often. */
    record TooMany(long retryAfterSeconds) implements Outcome {}

    /** The authority elsewhere that issues for the account does not answer. */
    record Away(long retryAfterSeconds) implements Outcome {}

    /** There are too many of the same account that wait. */
    record Full(long retryAfterSeconds) implements Outcome {}
  }

  /** Another certificate in the place of the one that is shown. */
  public Outcome renew(Asker asker, byte[] csr) {
    return known(asker).map(c -> renew(asker, c, csr)).orElseGet(Outcome.Unproven::new);
  }

  /** A certificate for whoever shows one, or has the login of a device that shall have one. */
  public Outcome enroll(Asker asker, byte[] csr) {
    Optional<DeviceCertificate> known = known(asker);
    boolean byLogin = known.filter(c -> c.countsAt(trail.now())).isEmpty();
    if (asker.login().isEmpty() || !byLogin) {
      return renew(asker, csr);
    }
    Duration wait = guesses.take(asker.source());
    Optional<DeviceCredential> proven = proven(asker.login().get());
    if (proven.isEmpty()) {
      return wait.isPositive() ? new Outcome.TooMany(wait.toSeconds() + 1) : new Outcome.Unproven();
    }
    if (!wait.isPositive()) {
      guesses.giveBack(asker.source());
    }
    return enroll(asker, proven.get(), csr);
  }

  /** Whoever is right is never kept out by others that guess. */
  private Optional<DeviceCredential> proven(Login login) {
    List<DeviceCredential> candidates = store.credentials(login.username());
    if (candidates.isEmpty()) {
      verifiers.waste(login.password());
    }
    return candidates.stream()
        .filter(c -> verifiers.verify(login.password(), c.verifier()))
        .filter(c -> !c.revoked())
        .findFirst();
  }

  private Optional<DeviceCertificate> known(Asker asker) {
    return asker.certificate().map(Fingerprints::of).flatMap(store.certificates()::presented);
  }

  private Outcome renew(Asker asker, DeviceCertificate present, byte[] csr) {
    if (present.revoked()) {
      return new Outcome.Refused(REVOKED);
    }
    IssuedCertificates.Place place = place(present);
    Optional<String> obstacle = obstacle(asker, place);
    if (obstacle.isPresent()) {
      return new Outcome.Refused(obstacle.get());
    }
    X509Certificate shown = asker.certificate().orElseThrow();
    try {
      DeviceCsr read = DeviceCsr.readDer(csr, shown);
      Optional<DeviceCertificate> same = store.certificates().renewed(present, read.sha256());
      if (same.isPresent()) {
        return IssuedCertificates.again(same.get());
      }
      return trail.now().isAfter(present.notAfter())
          ? late(asker, place, present, read)
          : issued.issue(place, read, asker.source());
    } catch (CsrRefusedException refused) {
      return new Outcome.Malformed(refused.getMessage());
    }
  }

  /** Of a device that slept past the end of its certificate. */
  private Outcome late(
      Asker asker, IssuedCertificates.Place place, DeviceCertificate expired, DeviceCsr csr) {
    boolean sameKey = csr.hasKeyOf(asker.certificate().orElseThrow());
    return switch (late.judge(expired, sameKey)) {
      case CertificateRenewal.Verdict.Ask ask -> late.ask(expired, asker.source());
      case CertificateRenewal.Verdict.Wait wait -> late.waiting();
      case CertificateRenewal.Verdict.Give give -> issued.issueLate(place, csr, asker.source());
      case CertificateRenewal.Verdict.Refuse no -> new Outcome.Refused(no.why());
    };
  }

  private Outcome enroll(Asker asker, DeviceCredential credential, byte[] csr) {
    Optional<CertificateOrder> order = order(credential.requestId());
    Optional<DeviceCertificate> newest =
        store.certificates().newest(credential.requestId(), credential.generation());
    IssuedCertificates.Place place =
        new IssuedCertificates.Place(
            credential.scopeId(),
            credential.requestId(),
            credential.generation(),
            credential.clientId(),
            newest,
            profile(order),
            order.map(CertificateOrder::lifetimeDays).map(Duration::ofDays).orElse(Duration.ZERO));
    Optional<String> obstacle = obstacle(asker, place);
    if (obstacle.isPresent() || order.isEmpty()) {
      return new Outcome.Refused(obstacle.orElse(NOT_ORDERED));
    }
    try {
      DeviceCsr read = DeviceCsr.readDer(csr, place.name(account(place)), order.get().keyType());
      return newest
          .filter(c -> c.csrSha256().equals(read.sha256()) && c.countsAt(trail.now()))
          .map(IssuedCertificates::again)
          .orElseGet(() -> issued.issue(place, read, asker.source()));
    } catch (CsrRefusedException refused) {
      return new Outcome.Malformed(refused.getMessage());
    }
  }

  /** It is what is ordered now; if nothing is, it lives as long as its predecessor did. */
  private IssuedCertificates.Place place(DeviceCertificate present) {
    Optional<CertificateOrder> order = order(present.requestId());
    Duration life =
        order
            .map(o -> Duration.ofDays(o.lifetimeDays()))
            .orElse(Duration.between(present.createdOn(), present.notAfter()));
    return new IssuedCertificates.Place(
        present.scopeId(),
        present.requestId(),
        present.generation(),
        present.clientId(),
        Optional.of(present),
        profile(order),
        life);
  }

  private static CertificateProfile profile(Optional<CertificateOrder> order) {
    return order.map(CertificateOrder::profile).orElse(CertificateProfile.DEFAULT);
  }

  private Optional<CertificateOrder> order(Id requestId) {
    return store.request(requestId).flatMap(r -> r.options().extra().deviceCertificate());
  }

  /** What keeps a device from getting one that has proved who it is. */
  private Optional<String> obstacle(Asker asker, IssuedCertificates.Place place) {
    Optional<Account> named = asker.label().flatMap(this::named);
    if (asker.label().isPresent() && named.filter(a -> a.id().equals(place.scopeId())).isEmpty()) {
      return Optional.of(OTHER_ACCOUNT);
    }
    Optional<Device> device = store.device(place.scopeId(), place.clientId());
    if (device.filter(d -> !d.enabled()).isPresent()) {
      return Optional.of(DISABLED);
    }
    return CertificateLogins.wasConfigured(store, place.requestId(), place.generation())
        ? Optional.empty()
        : Optional.of(NOT_CONFIGURED);
  }

  private Account account(IssuedCertificates.Place place) {
    return store.account(place.scopeId()).orElseThrow();
  }

  /** By its name, or by its id. */
  private Optional<Account> named(String label) {
    return store.accountNamed(label).or(() -> Id.parse(label).flatMap(store::account));
  }

  /**
   * Who issues for an account, up to the roots: for the one that is named, or whose device asks;
   * else the roots alone. Empty where there is no such account.
   */
  public Optional<List<X509Certificate>> authorities(Asker asker) {
    Optional<Account> account =
        asker.label().isPresent()
            ? named(asker.label().get())
            : known(asker).flatMap(c -> store.account(c.scopeId()));
    if (account.isEmpty()) {
      return Optional.of(authority.roots()).filter(roots -> asker.label().isEmpty());
    }
    Account of = account.get();
    List<X509Certificate> all = new ArrayList<>(authority.account(of.id(), of.name()).issuers());
    all.addAll(authority.roots());
    return Optional.of(List.copyOf(all));
  }

  /** The type of key that a device is to ask with; empty where there is no such account. */
  public Optional<KeyType> keyType(Asker asker) {
    if (asker.label().isPresent() && named(asker.label().get()).isEmpty()) {
      return Optional.empty();
    }
    return known(asker)
        .flatMap(c -> order(c.requestId()))
        .map(CertificateOrder::keyType)
        .or(() -> Optional.of(KeyType.EC_P256));
  }
}
