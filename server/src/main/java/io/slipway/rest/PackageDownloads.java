// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import io.slipway.domain.DownloadLink;
import io.slipway.domain.Execution;
import io.slipway.domain.Id;
import io.slipway.domain.Parcel;
import io.slipway.registry.RefusedException;
import io.slipway.store.StoreReader;
import java.util.Optional;

/** Applications for devices that get them by HTTPS. The link is all that it takes. */
public final class PackageDownloads implements Routes {
  public static final String ROOT = "/downloads";

  private static final String LINK = ROOT + "/{requestId}/{executionId}/{index}/{token}";
  private static final int MOST_DIGITS = 4;

  private final StoreReader store;

  public PackageDownloads(StoreReader store) {
    this.store = store;
  }

  @Override
  public void addTo(JavalinDefaultRoutingApi routes) {
    routes.get(LINK, this::get);
  }

  /** Whoever has no good link learns nothing of what there is. */
  private void get(Context http) {
    Parcel parcel =
        link(http)
            .flatMap(
                link ->
                    store
                        .execution(link.requestId(), link.executionId())
                        .filter(link::opens)
                        .flatMap(Execution::parcel))
            .filter(p -> p.url().isEmpty())
            .orElseThrow(() -> RefusedException.unknown("download"));
    http.header("Cache-Control", "private, no-store");
    new PackageContent(store.packages(), parcel.sha256(), parcel.size())
        .answer(http, parcel.name().name() + "-" + parcel.name().version());
  }

  private static Optional<DownloadLink> link(Context http) {
    Optional<Id> request = Id.parse(http.pathParam("requestId"));
    Optional<Id> execution = Id.parse(http.pathParam("executionId"));
    String index = http.pathParam("index");
    boolean number =
        index.length() <= MOST_DIGITS && index.chars().allMatch(c -> c >= '0' && c <= '9');
    return number && request.isPresent() && execution.isPresent()
        ? Optional.of(
            new DownloadLink(
                request.get(), execution.get(), Integer.parseInt(index), http.pathParam("token")))
        : Optional.empty();
  }
}
