// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import io.slipway.domain.Id;
import io.slipway.domain.ProvidedService;
import io.slipway.domain.ProvisionGroup;
import io.slipway.domain.ProvisionTemplate;
import io.slipway.store.Templates;
import java.util.List;
import java.util.Optional;

/** Templates, provided services and groups over JDBC. */
record JdbcTemplates(JdbcStore store) implements Templates {

  @Override
  public Optional<ProvisionTemplate> template(Id templateId) {
    return store.read(sql -> ProvisionTemplates.byId(sql, templateId));
  }

  @Override
  public Optional<ProvisionTemplate> standardTemplate(Id scopeId) {
    return store.read(sql -> ProvisionTemplates.standard(sql, scopeId));
  }

  @Override
  public List<ProvisionTemplate> templates(Id scopeId) {
    return store.read(sql -> ProvisionTemplates.all(sql, scopeId));
  }

  @Override
  public List<ProvidedService> services(Id templateId) {
    return store.read(sql -> ProvidedServices.of(sql, templateId));
  }

  @Override
  public Optional<ProvidedService> service(Id templateId, String serviceId, String group) {
    return store.read(sql -> ProvidedServices.one(sql, templateId, serviceId, group));
  }

  @Override
  public List<ProvidedService> servicesOf(Id scopeId, String group) {
    return store.read(sql -> ProvidedServices.ofGroup(sql, scopeId, group));
  }

  @Override
  public List<ProvisionGroup> groups(Id scopeId) {
    return store.read(sql -> ProvisionGroups.all(sql, scopeId));
  }

  @Override
  public Optional<ProvisionGroup> group(Id scopeId, String name) {
    return store.read(sql -> ProvisionGroups.named(sql, scopeId, name));
  }

  @Override
  public void create(ProvisionTemplate template) {
    store.write(sql -> ProvisionTemplates.create(sql, template));
  }

  @Override
  public void update(ProvisionTemplate template) {
    store.write(sql -> ProvisionTemplates.update(sql, template));
  }

  @Override
  public void delete(ProvisionTemplate template) {
    store.write(sql -> ProvisionTemplates.delete(sql, template));
  }

  @Override
  public void put(ProvidedService service) {
    store.write(sql -> ProvidedServices.put(sql, service));
  }

  @Override
  public void delete(ProvidedService service) {
    store.write(sql -> ProvidedServices.delete(sql, service));
  }

  @Override
  public void put(ProvisionGroup group) {
    store.write(sql -> ProvisionGroups.put(sql, group));
  }

  @Override
  public void deleteGroup(Id scopeId, String name) {
    store.write(sql -> ProvisionGroups.delete(sql, scopeId, name));
  }
}
