// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import io.slipway.domain.Id;
import io.slipway.protocol.signing.Pem;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The authority of one account, below the platform's root: it issues what the account's devices and
 * messages to them need, and can issue nothing that provisions a device.
 */
public final class AccountAuthority {
  private final Certificates certificates;
  private final Keys keys;
  private final PlatformKeys.Entry issuer;
  private final PkiPath path;
  private final String platformChain;

  /**
   * @param account whose it is
   * @param platformChain of the platform's signer, in PEM
   */
  AccountAuthority(Id account, Certificates certificates, Keys keys, String platformChain) {
    this.certificates = certificates;
    this.keys = keys;
    this.issuer = keys.issuer().quick();
    this.path = PkiPath.of(account, issuer.certificate());
    this.platformChain = platformChain;
  }

  /**
   * What an account has.
   *
   * @param own below the platform's root
   * @param management signs messages, and is issued by {@code own}
   * @param issuer issues for devices where no other does: {@code own}, or what was brought instead
   * @param external issues for devices, where there is one elsewhere
   */
  record Keys(
      PlatformKeys.Entry own,
      PlatformKeys.Entry management,
      PlatformKeys.Entry issuer,
      Optional<DeviceIssuer> external) {}

  /** Who issues the certificates of devices, of those whose keys the platform has. */
  public X509Certificate certificate() {
    return keys.issuer().certificate();
  }

  /** The same with those above it, where they are not the platform's. */
  public List<X509Certificate> issuers() {
    List<X509Certificate> issuers = new ArrayList<>(List.of(certificate()));
    issuers.addAll(keys.issuer().above());
    return List.copyOf(issuers);
  }

  /**
   * What step 1 of the protocol sends: the platform's chain, then the account's management chain,
   * which ends below the same root.
   */
  public String chains() {
    return chains(platformChain);
  }

  /** The same below the chain of what signs an attempt. */
  public String chains(String platform) {
    return platform + Pem.of(keys.management().certificate(), keys.own().certificate());
  }

  /** Who issues for devices now, be it elsewhere. */
  public DeviceIssuer deviceIssuer() {
    return keys.external().orElse(this::chain);
  }

  private List<X509Certificate> chain(DeviceCsr request, DeviceName name, Duration life) {
    List<X509Certificate> chain = new ArrayList<>(List.of(issue(request, name, life)));
    chain.addAll(issuers());
    return List.copyOf(chain);
  }

  /** A certificate for a device's own key, from a key that the platform has. */
  public X509Certificate issue(DeviceCsr request, DeviceName name, Duration life) {
    return certificates.device(request.key(), issuer, path, name, life);
  }

  /** Whether all of it is valid at a time. */
  boolean lastsUntil(Instant time) {
    return keys.own().certificate().getNotAfter().toInstant().isAfter(time)
        && keys.management().certificate().getNotAfter().toInstant().isAfter(time);
  }

  @Override
  public String toString() {
    return "AccountAuthority[" + certificate().getSubjectX500Principal() + "]";
  }
}
