// SPDX-License-Identifier: Apache-2.0
package io.slipway.protocol.topic;

/** Which device of which account is spoken of; {@code prefix} is {@code $EDC} unless configured. */
public record ControlScope(String prefix, String account, String clientId) {

  /** The beginning of the device's own control topics, with a slash at its end. */
  String own() {
    return prefix + "/" + account + "/" + clientId + "/";
  }

  String ofAccount() {
    return prefix + "/" + account + "/";
  }
}
