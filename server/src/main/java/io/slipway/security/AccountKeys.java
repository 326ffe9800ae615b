// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import io.slipway.domain.Id;
import io.slipway.security.AuthorityCertificate.Purpose;
import io.slipway.security.AuthorityCertificate.Source;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;

/** The keys of accounts, made where they are missing or of no more use. */
final class AccountKeys {
  private static final Duration LIFE = Duration.ofDays(15 * 365);
  private static final Duration RESPONDER_LIFE = Duration.ofDays(180);
  private static final Duration SIGNER_LIFE = Duration.ofDays(10 * 365);
  private static final String OWN = "account ";
  private static final String MANAGEMENT = "management ";
  private static final String BROUGHT = "issuer ";
  private static final String EXTERNAL = "external ";
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final PlatformKeys keys;
  private final Certificates certificates;
  private final BiPredicate<PlatformKeys.Entry, PlatformKeys.Entry> holds;
  private final Clock clock;

  /**
   * @param holds whether an entry is of an issuer, and will last a while
   */
  AccountKeys(
      PlatformKeys keys,
      Certificates certificates,
      BiPredicate<PlatformKeys.Entry, PlatformKeys.Entry> holds,
      Clock clock) {
    this.keys = keys;
    this.certificates = certificates;
    this.holds = holds;
    this.clock = clock;
  }

  AccountAuthority open(Id account, String name, PlatformKeys.Entry root, String platformChain)
      throws IOException {
    PlatformKeys.Entry own =
        keys.openOrCreate(
            OWN + account,
            entry -> holds.test(entry, root),
            key -> certificates.accountAuthority(key, root, name, LIFE));
    PlatformKeys.Entry management =
        keys.openOrCreate(
            MANAGEMENT + account,
            entry -> holds.test(entry, own),
            key -> certificates.managementSigner(key, own, name, SIGNER_LIFE));
    PlatformKeys.Entry issuer = keys.find(BROUGHT + account).orElse(own);
    AccountAuthority.Keys all =
        new AccountAuthority.Keys(own, management, issuer, external(account));
    return new AccountAuthority(account, certificates, all, platformChain);
  }

  /** Those who sign what is said of devices' certificates, whoever issues now first. */
  List<StatusSigner> statuses(Id account, String name) throws IOException {
    List<StatusSigner> all = new ArrayList<>();
    for (PlatformKeys.Entry issuer : issuers(account)) {
      PkiPath path = PkiPath.of(account, issuer.certificate());
      PlatformKeys.Entry responder =
          keys.openOrCreate(
              PlatformKeys.RESPONDER + account + " " + path.authority(),
              entry -> answersFor(entry, issuer),
              key -> certificates.responder(key, issuer, name, RESPONDER_LIFE));
      all.add(new StatusSigner(path, issuer.quick(), Optional.of(responder.quick())));
    }
    return all;
  }

  /** Whoever issues certificates of an account's devices, then those who have and still count. */
  private List<PlatformKeys.Entry> issuers(Id account) throws IOException {
    List<PlatformKeys.Entry> present = new ArrayList<>();
    List<PlatformKeys.Entry> former = new ArrayList<>();
    for (String name : List.of(BROUGHT + account, OWN + account)) {
      Optional<PlatformKeys.Entry> here = keys.find(name);
      here.ifPresent(present::add);
      former.addAll(keys.former(name, here.map(PlatformKeys.Entry::certificate).orElse(null)));
    }
    present.addAll(former);
    present.removeIf(e -> e.certificate().getNotAfter().toInstant().isBefore(clock.instant()));
    return present;
  }

  /** One of an authority that ends soon cannot last longer than that. */
  private boolean answersFor(PlatformKeys.Entry responder, PlatformKeys.Entry issuer) {
    X509Certificate answering = responder.certificate();
    boolean toTheEnd = !answering.getNotAfter().before(issuer.certificate().getNotAfter());
    return holds.test(responder, issuer)
        || toTheEnd && Certificates.issued(answering, issuer.certificate());
  }

  /** What signs messages follows, where it is next needed. */
  void rollOver(Id account, String name, PlatformKeys.Entry root) throws IOException {
    Optional<PlatformKeys.Entry> before = keys.find(OWN + account);
    if (before.isPresent()) {
      keys.replace(
          OWN + account,
          before.get().certificate(),
          key -> List.of(certificates.accountAuthority(key, root, name, LIFE)));
    }
  }

  private Optional<DeviceIssuer> external(Id account) throws IOException {
    Optional<PlatformKeys.Secret> kept = keys.secret(EXTERNAL + account);
    if (kept.isEmpty()) {
      return Optional.empty();
    }
    EstClient client = new EstClient(EstSettings.parse(kept.get().text()), PATIENCE);
    return Optional.of(new EstIssuer(client, kept.get().certificates(), clock));
  }

  void bring(Id account, IssuerChain issuer) {
    keys.bring(BROUGHT + account, issuer.key(), issuer.chain());
    keys.retire(EXTERNAL + account);
  }

  /** Asks it first which authorities it has: only what hangs on those is believed later. */
  void bring(Id account, EstSettings est) throws IssuerAwayException, IssuerRefusedException {
    List<X509Certificate> authorities;
    try {
      authorities = new EstClient(est, PATIENCE).authorities();
    } catch (IOException unusable) {
      throw new IssuerRefusedException("/trust", unusable.getMessage());
    }
    if (authorities.stream().noneMatch(c -> Certificates.issued(c, c))) {
      throw new IssuerRefusedException("/url", "tells no self-signed root among its authorities");
    }
    // Those that issue before their roots, in whatever order they came.
    List<X509Certificate> sorted = new ArrayList<>(authorities);
    sorted.sort(Comparator.comparing(c -> Certificates.issued(c, c)));
    keys.bringSecret(EXTERNAL + account, est.text(), sorted);
    keys.retire(BROUGHT + account);
  }

  boolean retireBrought(Id account) {
    boolean brought = keys.retire(BROUGHT + account);
    return keys.retire(EXTERNAL + account) || brought;
  }

  /** The authorities of all accounts that are not the platform's, former ones too. */
  List<X509Certificate> brought() throws IOException {
    List<X509Certificate> all = new ArrayList<>(keys.certificatesOf(BROUGHT));
    all.addAll(keys.certificatesOf(EXTERNAL));
    return all.stream().distinct().toList();
  }

  List<AuthorityCertificate> list(Id account) throws IOException {
    List<AuthorityCertificate> all = new ArrayList<>();
    Optional<PlatformKeys.Secret> external = keys.secret(EXTERNAL + account);
    external.stream()
        .flatMap(e -> e.certificates().stream())
        .forEach(c -> all.add(new AuthorityCertificate(Purpose.DEVICES, Source.EXTERNAL, true, c)));
    boolean brought = addTo(all, Purpose.DEVICES, Source.IMPORTED, BROUGHT + account, true);
    addTo(all, Purpose.DEVICES, Source.OWN, OWN + account, !brought && external.isEmpty());
    addTo(all, Purpose.MANAGEMENT, Source.OWN, MANAGEMENT + account, true);
    return all;
  }

  /** Whether there is one in force. */
  private boolean addTo(
      List<AuthorityCertificate> all, Purpose purpose, Source source, String name, boolean inForce)
      throws IOException {
    Optional<X509Certificate> found = keys.find(name).map(PlatformKeys.Entry::certificate);
    found.ifPresent(c -> all.add(new AuthorityCertificate(purpose, source, inForce, c)));
    for (PlatformKeys.Entry entry : keys.former(name, found.orElse(null))) {
      all.add(new AuthorityCertificate(purpose, source, false, entry.certificate()));
    }
    return found.isPresent();
  }
}
