// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import io.javalin.router.JavalinDefaultRoutingApi;
import io.slipway.events.EventFeed;
import io.slipway.registry.Registry;
import io.slipway.store.StoreReader;
import java.time.Clock;
import java.util.List;

/** All resources of REST v1. */
public final class RestApi implements Routes {
  private final List<Routes> resources;

  /**
   * @param feed tells streams that something has happened
   * @param clock tells when what goes on may be expected to end
   */
  public RestApi(StoreReader store, Registry registry, EventFeed feed, Clock clock) {
    Access access = new Access(store, registry.sessions());
    this.resources =
        List.of(
            new AuthenticationResource(access, registry.logins(), registry.sessions()),
            new AccountResource(access, store, registry.accounts()),
            new UserResource(access, store, registry.users()),
            new CredentialResource(access, store, registry.credentials()),
            new EndpointResource(access, store, registry.endpoints()),
            // Its path is more special than that of a request.
            new ExplainResource(access, store, clock),
            new RequestResource(access, store, registry.requests()),
            new ExecutionResource(access, store),
            new TemplateResource(access, store, registry.orders().templates()),
            new ServiceResource(access, store, registry.orders().services()),
            new GroupResource(access, store, registry.orders().groups()),
            new BulkResource(access, store, registry.orders().bulk()),
            new ImportResource(access, store, registry.orders().imports(), clock),
            new PackageResource(access, store, registry.packages()),
            new DeviceResource(access, store, registry.devices()),
            new CertificateResource(access, store, registry.devices()),
            new AuthorityResource(access, registry.authorities()),
            new RenewalResource(access, store, registry.renewals()),
            new DeviceConnectionResource(access, store, registry.devices()),
            new AuditResource(access, store, clock),
            new WebhookResource(access, store, registry.webhooks()),
            new ManufacturerResource(access, store, registry.manufacturers(), clock),
            new EventResource(access, store, feed, clock),
            new DescriptionResource(),
            new DocsPages());
  }

  @Override
  public void addTo(JavalinDefaultRoutingApi routes) {
    resources.forEach(r -> r.addTo(routes));
  }
}
