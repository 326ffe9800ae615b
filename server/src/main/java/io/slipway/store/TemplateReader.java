// SPDX-License-Identifier: Apache-2.0
package io.slipway.store;

import io.slipway.domain.Id;
import io.slipway.domain.ProvidedService;
import io.slipway.domain.ProvisionGroup;
import io.slipway.domain.ProvisionTemplate;
import java.util.List;
import java.util.Optional;

/** Reads what many requests are made from; throws as {@link StoreReader} does. */
public interface TemplateReader {

  Optional<ProvisionTemplate> template(Id templateId);

  /** The account's {@code default}. */
  Optional<ProvisionTemplate> standardTemplate(Id scopeId);

  /** All of an account, the oldest first. */
  List<ProvisionTemplate> templates(Id scopeId);

  /** All of a template, by name and group. */
  List<ProvidedService> services(Id templateId);

  Optional<ProvidedService> service(Id templateId, String serviceId, String group);

  /** Those of all templates that are of this group. */
  List<ProvidedService> servicesOf(Id scopeId, String group);

  /** All of an account, by name. */
  List<ProvisionGroup> groups(Id scopeId);

  Optional<ProvisionGroup> group(Id scopeId, String name);
}
