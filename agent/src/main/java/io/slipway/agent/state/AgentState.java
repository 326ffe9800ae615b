// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.state;

import java.util.Optional;

/**
 * What the agent knows of its way.
 *
 * @param current what the device works with in the account that it belongs to
 * @param previous the one before, kept for going back
 * @param pending received, but not proved by an arrival yet
 * @param renewalUrl where the certificate of the device's own is renewed, as the platform has said
 */
public record AgentState(
    Phase phase,
    Optional<Outfit> current,
    Optional<Outfit> previous,
    Optional<Outfit> pending,
    InForce inForce,
    OwnKey ownKey,
    Optional<String> renewalUrl,
    Applications applications) {

  public static final AgentState NEW =
      new AgentState(
          Phase.SEEKING,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          InForce.NOTHING,
          OwnKey.NONE,
          Optional.empty(),
          Applications.NONE);

  /** What to work with: once all has been said the pending one, else the current. */
  public Optional<Outfit> wanted() {
    return phase == Phase.SWITCHING ? pending : current;
  }

  /** Whether the handlers have made this, or nothing, take effect. */
  public boolean effective(Optional<Outfit> outfit) {
    return inForce.settled() && inForce.outfit().equals(outfit);
  }

  /** A configuration has come; it takes the place of one that was pending. */
  AgentState received(Outfit outfit) {
    Phase next = phase == Phase.SWITCHING ? Phase.SWITCHING : Phase.RECEIVED;
    return new AgentState(
        next,
        current,
        previous,
        Optional.of(outfit),
        inForce,
        ownKey,
        renewalUrl,
        applications.superseded());
  }

  AgentState switching(Optional<String> renewal) {
    return new AgentState(
        Phase.SWITCHING, current, previous, pending, inForce, ownKey, renewal, applications);
  }

  /** The pending outfit has proved itself. Saying it again changes nothing. */
  AgentState arrived() {
    Optional<Outfit> before = pending.equals(current) ? previous : current;
    return phase == Phase.SWITCHING
        ? new AgentState(
            Phase.ARRIVED,
            pending,
            before,
            Optional.empty(),
            inForce,
            OwnKey.NONE,
            renewalUrl,
            applications.settled())
        : this;
  }

  /** Provisioning begins anew; what is at work stays so until something else has proved itself. */
  AgentState restarted() {
    return new AgentState(
        Phase.SEEKING,
        current,
        previous,
        Optional.empty(),
        inForce,
        OwnKey.NONE,
        renewalUrl,
        applications.abandoned());
  }

  /** The handlers are about to be told. */
  AgentState enforcing(Optional<Outfit> outfit) {
    return with(inForce.begun(outfit));
  }

  /** The handlers have done what they were told. */
  AgentState enforced() {
    return with(inForce.done());
  }

  /**
   * A certificate is asked for with this key; without one the next to be asked for has a new key.
   */
  AgentState asking(Optional<String> key) {
    return with(ownKey.asking(key));
  }

  /** The certificate that was asked for has come. */
  AgentState certified() {
    return with(ownKey.answered());
  }

  /** The certificate that was asked for takes the place of the one that the device works with. */
  AgentState renewed() {
    Optional<Outfit> next = current.map(o -> new Outfit(o.snapshot(), ownKey.made()));
    return new AgentState(
        phase, next, previous, pending, inForce, OwnKey.NONE, renewalUrl, applications);
  }

  private AgentState with(InForce next) {
    return new AgentState(
        phase, current, previous, pending, next, ownKey, renewalUrl, applications);
  }

  private AgentState with(OwnKey next) {
    return new AgentState(
        phase, current, previous, pending, inForce, next, renewalUrl, applications);
  }

  /** Something else is known of applications. */
  AgentState with(Applications next) {
    return new AgentState(phase, current, previous, pending, inForce, ownKey, renewalUrl, next);
  }
}
