// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.device;

import java.util.Optional;

/**
 * What a client says in CONNECT.
 *
 * @param willTopic where its will goes, if it has one
 */
public record Login(String clientId, String username, String password, Optional<String> willTopic) {

  public static Login of(String clientId, String username, String password) {
    return new Login(clientId, username, password, Optional.empty());
  }

  public Login withClientId(String other) {
    return new Login(other, username, password, willTopic);
  }

  public Login withUsername(String other) {
    return new Login(clientId, other, password, willTopic);
  }

  public Login withPassword(String other) {
    return new Login(clientId, username, other, willTopic);
  }

  public Login withWill(String topic) {
    return new Login(clientId, username, password, Optional.of(topic));
  }
}
