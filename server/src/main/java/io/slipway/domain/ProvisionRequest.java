// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import java.util.Optional;

/** An operator's order for one device. */
public record ProvisionRequest(
    Id id,
    Id scopeId,
    String clientId,
    Login login,
    RequestOptions options,
    RequestProgress progress,
    Audit audit) {

  /**
   * How the device proves who it is.
   *
   * @param passwordVerifier what a password is checked against; empty where none counts
   * @param certificateDevId which factory certificate the device has to show, where it does so
   * @param activationKey sealed, where the provision message must carry one
   */
  public record Login(
      AuthenticationType type,
      String username,
      String passwordVerifier,
      Optional<String> certificateDevId,
      Optional<String> activationKey) {

    /** By a password. */
    public Login(
        AuthenticationType type,
        String username,
        String passwordVerifier,
        Optional<String> activationKey) {
      this(type, username, passwordVerifier, Optional.empty(), activationKey);
    }

    /** By a factory certificate. */
    public static Login byCertificate(
        String username, String devId, Optional<String> activationKey) {
      return new Login(
          AuthenticationType.USER_CERT, username, "", Optional.of(devId), activationKey);
    }

    /** Whether more than what a label shows has to be had, so that it may be used again. */
    public boolean strong() {
      return type == AuthenticationType.USER_CERT || activationKey.isPresent();
    }

    Login withActivationKey(String sealed) {
      return new Login(type, username, passwordVerifier, certificateDevId, Optional.of(sealed));
    }

    @Override
    public String toString() {
      return "Login[" + type + " " + username + "]";
    }
  }

  public ProvisionRequest with(RequestProgress changed) {
    return new ProvisionRequest(id, scopeId, clientId, login, options, changed, audit);
  }

  public ProvisionRequest with(RequestOptions changed, Audit by) {
    return new ProvisionRequest(id, scopeId, clientId, login, changed, progress, by);
  }

  /** The same with another activation key. */
  public ProvisionRequest withActivationKey(String sealed, Audit by) {
    return new ProvisionRequest(
        id, scopeId, clientId, login.withActivationKey(sealed), options, progress, by);
  }

  /** The user name of the device at its account's broker, in the current generation. */
  public String deviceUsername() {
    return clientId + "-" + progress.generation();
  }
}
