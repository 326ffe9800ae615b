// SPDX-License-Identifier: Apache-2.0
package io.slipway.provisioning;

import java.util.concurrent.CompletionStage;

/** Decides who gets in at the provision broker. */
public interface DeviceGate {

  /**
   * Judges a login. The answer comes on any thread and never exceptionally; it may be late on
   * purpose.
   *
   * @param link the connection, usable from the moment that the login is admitted
   */
  CompletionStage<LoginDecision> login(LoginAttempt attempt, DeviceLink link);

  /** The answer where none was found in time; those who get it do not all come back together. */
  LoginDecision.Turned undecided(String clientId);
}
