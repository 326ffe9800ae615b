// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import io.javalin.router.JavalinDefaultRoutingApi;
import io.slipway.registry.Endpoints;
import io.slipway.registry.ProvisionRequests;
import io.slipway.registry.UserLogins;
import io.slipway.security.AccessTokens;
import io.slipway.store.StoreReader;
import java.util.List;

/** All resources of REST v1. */
public final class RestApi implements Routes {
  private final List<Routes> resources;

  public RestApi(
      StoreReader store,
      ProvisionRequests requests,
      Endpoints endpoints,
      UserLogins logins,
      AccessTokens tokens) {
    Access access = new Access(store, tokens);
    this.resources =
        List.of(
            new AuthenticationResource(access, logins, tokens),
            new EndpointResource(access, store, endpoints),
            new RequestResource(access, store, requests),
            new ExecutionResource(access, store),
            new DeviceResource(access, store));
  }

  @Override
  public void addTo(JavalinDefaultRoutingApi routes) {
    resources.forEach(r -> r.addTo(routes));
  }
}
