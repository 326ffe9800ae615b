// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import io.slipway.domain.Id;
import io.slipway.security.AuthorityCertificate.Purpose;
import io.slipway.security.AuthorityCertificate.Source;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
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
  private static final String RESPONDER = "ocsp ";

  private final PlatformKeys keys;
  private final Certificates certificates;
  private final BiPredicate<PlatformKeys.Entry, PlatformKeys.Entry> holds;

  /**
   * @param holds whether an entry is of an issuer, and will last a while
   */
  AccountKeys(
      PlatformKeys keys,
      Certificates certificates,
      BiPredicate<PlatformKeys.Entry, PlatformKeys.Entry> holds) {
    this.keys = keys;
    this.certificates = certificates;
    this.holds = holds;
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
    AccountAuthority.Keys all = new AccountAuthority.Keys(own, management, issuer);
    return new AccountAuthority(account, certificates, all, platformChain);
  }

  /** Those who sign what is said of devices' certificates, whoever issues now first. */
  List<StatusSigner> statuses(Id account, String name) throws IOException {
    List<StatusSigner> all = new ArrayList<>();
    for (PlatformKeys.Entry issuer : issuers(account)) {
      PkiPath path = PkiPath.of(account, issuer.certificate());
      PlatformKeys.Entry responder =
          keys.openOrCreate(
              RESPONDER + account + " " + path.authority(),
              entry -> holds.test(entry, issuer),
              key -> certificates.responder(key, issuer, name, RESPONDER_LIFE));
      all.add(new StatusSigner(path, issuer.quick(), Optional.of(responder.quick())));
    }
    return all;
  }

  /** Whoever has issued, or issues, certificates of an account's devices. */
  private List<PlatformKeys.Entry> issuers(Id account) throws IOException {
    List<PlatformKeys.Entry> all = new ArrayList<>();
    for (String name : List.of(BROUGHT + account, OWN + account)) {
      Optional<PlatformKeys.Entry> present = keys.find(name);
      present.ifPresent(all::add);
      all.addAll(keys.former(name, present.map(PlatformKeys.Entry::certificate).orElse(null)));
    }
    boolean brought = keys.find(BROUGHT + account).isPresent();
    Optional<PlatformKeys.Entry> inForce = keys.find((brought ? BROUGHT : OWN) + account);
    inForce.ifPresent(entry -> Collections.swap(all, 0, all.indexOf(entry)));
    return all;
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

  void bring(Id account, IssuerChain issuer) {
    keys.bring(BROUGHT + account, issuer.key(), issuer.chain());
  }

  boolean retireBrought(Id account) {
    return keys.retire(BROUGHT + account);
  }

  /** The authorities of all accounts that were brought, former ones too. */
  List<X509Certificate> brought() throws IOException {
    return keys.certificatesOf(BROUGHT);
  }

  List<AuthorityCertificate> list(Id account) throws IOException {
    List<AuthorityCertificate> all = new ArrayList<>();
    boolean brought = addTo(all, Purpose.DEVICES, Source.IMPORTED, BROUGHT + account, true);
    addTo(all, Purpose.DEVICES, Source.OWN, OWN + account, !brought);
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
