// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import io.slipway.protocol.message.FailureCause;
import java.util.Optional;

/**
 * How far a request is. Owned by its {@link ProvisioningSession}; an operator's edits never touch
 * it.
 *
 * @param failureCause why it stands still, where it does
 * @param generation of the device's credentials, from 1; raised only when an operator re-arms
 * @param attempts how many of this generation were started
 * @param terms of this generation's password, from its first attempt on
 * @param delivered whether any attempt of this generation has sent the configuration
 * @param pinnedFull whether the device was once served in the full profile
 * @param revision counts every change, so that an outdated one is refused
 * @param owner the node that serves the device and keeps the time limits; empty where there is only
 *     one node, or where none has yet
 */
public record RequestProgress(
    ExecutionStatus status,
    Optional<FailureCause> failureCause,
    int generation,
    int attempts,
    Optional<PasswordTerms> terms,
    boolean delivered,
    boolean pinnedFull,
    long revision,
    Optional<Id> owner) {

  /** Why a device that comes to a stopped request is not let in. */
  FailureCause stoppedBecause() {
    return quarantined() ? FailureCause.QUARANTINED : FailureCause.STOPPED;
  }

  /** Whether it stands still since two devices use its identity; an operator has to decide. */
  public boolean quarantined() {
    return status == ExecutionStatus.STOPPED
        && failureCause.filter(cause -> cause == FailureCause.QUARANTINED).isPresent();
  }

  /** What a derived password hangs on besides request and generation. */
  public record PasswordTerms(String kid, int length) {}

  RequestProgress started(PasswordTerms frozen, boolean full) {
    return new RequestProgress(
        ExecutionStatus.RUNNING,
        Optional.empty(),
        generation,
        attempts + 1,
        Optional.of(frozen),
        delivered,
        pinnedFull || full,
        revision,
        owner);
  }

  RequestProgress at(ExecutionStatus changed, Optional<FailureCause> cause) {
    return new RequestProgress(
        changed, cause, generation, attempts, terms, delivered, pinnedFull, revision, owner);
  }

  /** Everything anew, with other credentials. What is known of the device stays known. */
  RequestProgress rearmed() {
    return new RequestProgress(
        ExecutionStatus.CREATED,
        Optional.empty(),
        generation + 1,
        0,
        Optional.empty(),
        false,
        pinnedFull,
        revision,
        owner);
  }

  RequestProgress withDelivery() {
    return new RequestProgress(
        status, failureCause, generation, attempts, terms, true, pinnedFull, revision, owner);
  }

  RequestProgress revised() {
    return new RequestProgress(
        status,
        failureCause,
        generation,
        attempts,
        terms,
        delivered,
        pinnedFull,
        revision + 1,
        owner);
  }

  RequestProgress servedBy(Optional<Id> node) {
    return new RequestProgress(
        status, failureCause, generation, attempts, terms, delivered, pinnedFull, revision, node);
  }

  public static RequestProgress initial() {
    return new RequestProgress(
        ExecutionStatus.CREATED,
        Optional.empty(),
        1,
        0,
        Optional.empty(),
        false,
        false,
        1,
        Optional.empty());
  }
}
