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
 * @param settled whether the handlers have done so; where not, they must be told again
 */
public record AgentState(
    Phase phase,
    Optional<String> current,
    Optional<String> previous,
    Optional<String> pending,
    Optional<String> inForce,
    boolean settled) {

  public static final AgentState NEW =
      new AgentState(
          Phase.SEEKING,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          true);

  /** The configuration to work with: once all has been said the pending one, else the current. */
  public Optional<String> wanted() {
    return phase == Phase.SWITCHING ? pending : current;
  }

  /** Whether the handlers have made this configuration, or none, take effect. */
  public boolean effective(Optional<String> snapshot) {
    return settled && inForce.equals(snapshot);
  }

  /** A configuration has come; it takes the place of one that was pending. */
  AgentState received(String snapshot) {
    Phase next = phase == Phase.SWITCHING ? Phase.SWITCHING : Phase.RECEIVED;
    return new AgentState(next, current, previous, Optional.of(snapshot), inForce, settled);
  }

  AgentState switching() {
    return new AgentState(Phase.SWITCHING, current, previous, pending, inForce, settled);
  }

  /** The pending configuration has proved itself. Saying it again changes nothing. */
  AgentState arrived() {
    Optional<String> before = pending.equals(current) ? previous : current;
    return phase == Phase.SWITCHING
        ? new AgentState(Phase.ARRIVED, pending, before, Optional.empty(), inForce, settled)
        : this;
  }

  /** Provisioning begins anew; what is at work stays so until something else has proved itself. */
  AgentState restarted() {
    return new AgentState(Phase.SEEKING, current, previous, Optional.empty(), inForce, settled);
  }

  /** The handlers are about to be told. */
  AgentState enforcing(Optional<String> snapshot) {
    return new AgentState(phase, current, previous, pending, snapshot, false);
  }

  /** The handlers have done what they were told. */
  AgentState enforced() {
    return new AgentState(phase, current, previous, pending, inForce, true);
  }
}
