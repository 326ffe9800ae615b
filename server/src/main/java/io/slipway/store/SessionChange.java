// SPDX-License-Identifier: Apache-2.0
package io.slipway.store;

import io.slipway.domain.DeviceCertificate;
import io.slipway.domain.DeviceCredential;
import io.slipway.domain.Execution;
import io.slipway.domain.ExecutionStatus;
import io.slipway.domain.Id;
import io.slipway.domain.ProvisionRequest;
import io.slipway.protocol.message.FailureCause;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One decision of a provisioning session.
 *
 * @param request with its new progress, whose {@code revision} is one above the stored one
 * @param executions the attempts to insert or update, in order
 * @param issued a credential to insert where this generation has none yet
 * @param certificate one to insert where its certification request has none yet
 * @param revoked credentials and certificates that count no longer
 * @param device what the registry is told
 * @param announced whether others have to hear of it at once
 * @param stored what it was decided upon, where that is known
 */
public record SessionChange(
    ProvisionRequest request,
    List<Execution> executions,
    Optional<DeviceCredential> issued,
    Optional<DeviceCertificate> certificate,
    Optional<Revocation> revoked,
    Optional<DeviceChange> device,
    boolean announced,
    Optional<Stored> stored) {

  /** The credentials of some generations, both ends included. */
  public record Revocation(int first, int last, Instant on, FailureCause cause) {}

  /**
   * What is stored already, and need not be written again.
   *
   * @param attempt the newest
   */
  public record Stored(ExecutionStatus status, Optional<Id> attempt) {}

  public SessionChange {
    executions = List.copyOf(executions);
  }

  /** A decision that concerns one attempt, or none, and that nobody else waits for. */
  public SessionChange(
      ProvisionRequest request,
      Optional<Execution> execution,
      Optional<DeviceCredential> issued,
      Optional<Revocation> revoked,
      Optional<DeviceChange> device) {
    this(request, execution.stream().toList(), issued, revoked, device, false, Optional.empty());
  }

  /** A decision that issues no certificate. */
  public SessionChange(
      ProvisionRequest request,
      List<Execution> executions,
      Optional<DeviceCredential> issued,
      Optional<Revocation> revoked,
      Optional<DeviceChange> device,
      boolean announced,
      Optional<Stored> stored) {
    this(request, executions, issued, Optional.empty(), revoked, device, announced, stored);
  }

  public SessionChange with(DeviceCertificate issuedToo) {
    return new SessionChange(
        request, executions, issued, Optional.of(issuedToo), revoked, device, announced, stored);
  }
}
