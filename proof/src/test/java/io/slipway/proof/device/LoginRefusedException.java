// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.device;

import java.util.Optional;
import java.util.OptionalLong;

/** A broker's refusal of a login, as far as the client's version of MQTT can tell. */
public final class LoginRefusedException extends RuntimeException {
  private final int code;
  private final Optional<String> reason;
  private final OptionalLong retryAfterSeconds;

  LoginRefusedException(int code, Optional<String> reason, OptionalLong retryAfterSeconds) {
    super("login refused with code " + code + reason.map(r -> ": " + r).orElse(""));
    this.code = code;
    this.reason = reason;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  public static LoginRefusedException of(int code) {
    return new LoginRefusedException(code, Optional.empty(), OptionalLong.empty());
  }

  public int code() {
    return code;
  }

  public Optional<String> reason() {
    return reason;
  }

  public OptionalLong retryAfterSeconds() {
    return retryAfterSeconds;
  }
}
