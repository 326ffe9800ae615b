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
   * @param passwordVerifier what a password is checked against
   * @param activationKey sealed, where the provision message must carry one
   */
  public record Login(
      AuthenticationType type,
      String username,
      String passwordVerifier,
      Optional<String> activationKey) {
    Login withActivationKey(String sealed) {
      return new Login(type, username, passwordVerifier, Optional.of(sealed));
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
