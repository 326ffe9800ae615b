// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

import io.slipway.domain.RequestOptions;
import io.slipway.protocol.message.Secret;
import java.util.Optional;

/**
 * What an operator asks for when a provision request is to be made.
 *
 * @param password the one that the device has; empty to have one made, where none is replaced
 * @param certificateDevId which factory certificate the device shows in place of a password
 * @param options with the configuration's passwords in clear
 */
public record RequestDraft(
    String clientId,
    String username,
    Optional<Secret> password,
    Optional<String> certificateDevId,
    boolean generateActivationKey,
    RequestOptions options) {

  /** Of a device with a password. */
  RequestDraft(
      String clientId,
      String username,
      Optional<Secret> password,
      boolean generateActivationKey,
      RequestOptions options) {
    this(clientId, username, password, Optional.empty(), generateActivationKey, options);
  }

  /** Whether more has to be had than what a label shows. */
  boolean strong() {
    return certificateDevId.isPresent() || generateActivationKey;
  }
}
