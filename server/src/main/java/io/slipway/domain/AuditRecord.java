// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import java.time.Instant;
import java.util.Map;

/**
 * That somebody did something. Never changed, never deleted.
 *
 * @param scopeId the account that it was done in
 * @param action such as {@code created} or {@code stopped}
 * @param subject what it was done to
 * @param detail what else there is to know; never a secret
 */
public record AuditRecord(
    Id id,
    Id scopeId,
    Instant at,
    Actor actor,
    String action,
    Subject subject,
    Map<String, String> detail) {

  /**
   * What something is done to.
   *
   * @param type as REST names it, such as {@code provisionRequest}
   * @param name as people know it
   */
  public record Subject(String type, Id id, String name) {}

  public AuditRecord {
    detail = Map.copyOf(detail);
  }
}
