// SPDX-License-Identifier: Apache-2.0
package io.slipway.provisioning;

import io.slipway.protocol.message.FailureCause;
import io.slipway.protocol.topic.ControlScope;
import java.util.OptionalLong;

/** The answer to a login. */
public sealed interface LoginDecision {

  /** The device is in; what it may do follows from {@code scope}. */
  record Admitted(DeviceSession session, ControlScope scope) implements LoginDecision {}

  /** It is not; the peer is told as much of the cause as its audience may know. */
  record Turned(FailureCause cause, OptionalLong retryAfterSeconds) implements LoginDecision {}
}
