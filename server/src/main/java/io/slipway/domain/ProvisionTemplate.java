// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import java.util.Optional;

/**
 * What many devices are ordered with.
 *
 * @param standard whether it is the account's {@code default}, of which there is one
 * @param body whose values of type Password are sealed
 */
public record ProvisionTemplate(
    Id id,
    Id scopeId,
    boolean standard,
    Optional<String> displayName,
    Optional<String> description,
    TemplateBody body,
    Audit audit) {

  public ProvisionTemplate with(
      Optional<String> displayName, Optional<String> description, TemplateBody body, Audit by) {
    return new ProvisionTemplate(id, scopeId, standard, displayName, description, body, by);
  }
}
