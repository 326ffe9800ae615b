// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.state;

import java.util.Optional;

/**
 * What the agent knows of its way. Snapshots are named by their hash.
 *
 * @param current the configuration of the account that the device belongs to
 * @param previous the one before, kept for going back
 * @param pending received, but not proved by an arrival yet
 * @param inForce the one that the handlers were last told to make take effect
 */
public record AgentState(
    Phase phase,
    Optional<String> current,
    Optional<String> previous,
    Optional<String> pending,
    Optional<String> inForce) {

  public static final AgentState NEW =
      new AgentState(
          Phase.SEEKING, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  /** A configuration has come; it takes the place of one that was pending. */
  AgentState received(String snapshot) {
    return new AgentState(Phase.RECEIVED, current, previous, Optional.of(snapshot), inForce);
  }

  AgentState switching() {
    return new AgentState(Phase.SWITCHING, current, previous, pending, inForce);
  }

  /** The pending configuration has proved itself. Saying it again changes nothing. */
  AgentState arrived() {
    Optional<String> before = pending.equals(current) ? previous : current;
    return phase == Phase.ARRIVED
        ? this
        : new AgentState(Phase.ARRIVED, pending, before, Optional.empty(), inForce);
  }

  /** Provisioning begins anew; what is at work stays so until something else has proved itself. */
  AgentState restarted() {
    return new AgentState(Phase.SEEKING, current, previous, Optional.empty(), inForce);
  }

  AgentState enforcing(Optional<String> snapshot) {
    return new AgentState(phase, current, previous, pending, snapshot);
  }
}
