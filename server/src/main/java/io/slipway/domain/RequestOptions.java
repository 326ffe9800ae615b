// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import io.slipway.protocol.snapshot.ConfigurationSnapshot;
import java.time.Instant;
import java.util.Optional;

/**
 * What a device shall become and when. Values of type Password in the configuration are sealed.
 *
 * @param endpointInfoId the account broker, or empty for the account's default
 */
public record RequestOptions(
    Optional<Id> endpointInfoId,
    Activation activation,
    Connection connection,
    ConfigurationSnapshot deviceConfiguration,
    Extra extra) {

  /** From when until when, and whether at all, an attempt may start. */
  public record Activation(boolean enabled, Instant activatesOn, Optional<Instant> expiresOn) {}

  /** The login that the device gets at its account's broker; password length 12 to 255. */
  public record Connection(boolean reserveUser, UserCoupling userCoupling, int passwordLength) {
    public static final Connection DEFAULT = new Connection(false, UserCoupling.INHERITED, 20);
  }

  /**
   * What the original has no field for ({@code options.extraOptions.slipway}).
   *
   * @param retryMaxAttempts how many attempts may be made, -1 without end
   * @param componentPid the data transport's pid, where it is not Kura's
   * @param deviceCertificate the certificate that the device gets, where one is ordered
   * @param packages applications that the device gets
   */
  public record Extra(
      int retryMaxAttempts,
      ProfileRule profile,
      Reprovision reprovision,
      Optional<String> componentPid,
      Optional<CertificateOrder> deviceCertificate,
      PackageOrder packages) {
    public static final Extra DEFAULT =
        new Extra(5, ProfileRule.ANY, Reprovision.ON_REQUEST, Optional.empty(), Optional.empty());

    /** Without applications. */
    public Extra(
        int retryMaxAttempts,
        ProfileRule profile,
        Reprovision reprovision,
        Optional<String> componentPid,
        Optional<CertificateOrder> deviceCertificate) {
      this(
          retryMaxAttempts,
          profile,
          reprovision,
          componentPid,
          deviceCertificate,
          PackageOrder.NONE);
    }

    public Extra with(Optional<CertificateOrder> other) {
      return new Extra(retryMaxAttempts, profile, reprovision, componentPid, other, packages);
    }

    Extra with(Reprovision policy) {
      return new Extra(
          retryMaxAttempts, profile, policy, componentPid, deviceCertificate, packages);
    }

    /**
     * What a device has to keep to: only in the full profile it gets a certificate, and takes back
     * applications.
     */
    ProfileRule neededProfile() {
      boolean fullOnly = deviceCertificate.isPresent() || packages.rollBack();
      return fullOnly ? ProfileRule.FULL : profile;
    }
  }
}
