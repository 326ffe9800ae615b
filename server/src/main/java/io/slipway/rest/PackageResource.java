// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import io.slipway.domain.DeploymentPackage;
import io.slipway.domain.Right;
import io.slipway.registry.PackageDraft;
import io.slipway.registry.PackageRepository;
import io.slipway.registry.PackageRepository.Elsewhere;
import io.slipway.registry.RefusedException;
import io.slipway.store.PackageReader;
import io.slipway.store.StoreReader;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** {@code packages}: applications that devices can be given. Ours. */
final class PackageResource implements Routes {
  private static final String ALL = "/v1/{scopeId}/packages";
  private static final String ONE = ALL + "/{packageId}";
  private static final String BYTES = "application/octet-stream";
  private static final Set<String> SORTABLE = Set.of("createdOn", "name", "size");

  private final Access access;
  private final PackageReader store;
  private final PackageRepository packages;

  PackageResource(Access access, StoreReader store, PackageRepository packages) {
    this.access = access;
    this.store = store.packages();
    this.packages = packages;
  }

  @Override
  public void addTo(JavalinDefaultRoutingApi routes) {
    routes.get(ALL, this::list);
    routes.post(ALL, this::create);
    routes.get(ONE, this::get);
    routes.delete(ONE, this::delete);
    routes.get(ONE + "/content", this::content);
  }

  private void list(Context http) {
    Access.Caller caller = access.caller(http, Right.PACKAGE_READ);
    Query query = new Query(http);
    Listing listing = Listing.of(query, SORTABLE);
    PackageReader.Filter filter =
        new PackageReader.Filter(
            query.text("name"), query.text("handler"), query.text("matchTerm"));
    query.end();
    Answers.ok(
        http,
        listing.view(
            "packageListResult",
            store.page(caller.scopeId(), filter, listing.page()),
            PackageResource::view,
            () -> store.count(caller.scopeId(), filter)));
  }

  /** The bytes themselves, or where they are. */
  private void create(Context http) {
    Access.Caller caller = access.caller(http, Right.PACKAGE_WRITE);
    Query query = new Query(http);
    PackageDraft draft =
        new PackageDraft(
            query.text("name"),
            query.text("version"),
            query.text("handler").orElse(DeploymentPackage.OSGI),
            query.text("sha256"));
    query.end();
    String type = Optional.ofNullable(http.contentType()).orElse("").replaceFirst(";.*", "");
    DeploymentPackage made =
        switch (type.strip().toLowerCase(Locale.ROOT)) {
          case BYTES ->
              packages.upload(
                  caller.scopeId(),
                  caller.actor(),
                  draft,
                  PackageBody.of(http, packages.maxBytes()));
          case Answers.JSON -> referred(http, caller);
          default ->
              throw Problem.of(
                      415,
                      "UNSUPPORTED_MEDIA_TYPE",
                      "the body must be application/octet-stream, or application/json")
                  .thrown();
        };
    Answers.created(http, view(made));
  }

  private DeploymentPackage referred(Context http, Access.Caller caller) {
    JsonFields body = Bodies.required(http).ignore("type");
    PackageDraft draft =
        new PackageDraft(
            Optional.of(body.requiredText("name")),
            Optional.of(body.requiredText("version")),
            body.text("handler").orElse(DeploymentPackage.OSGI),
            Optional.of(body.requiredText("sha256")));
    Elsewhere elsewhere = new Elsewhere(body.requiredText("url"), body.requiredInteger("size"));
    body.end();
    return packages.refer(caller.scopeId(), caller.actor(), draft, elsewhere);
  }

  private void get(Context http) {
    Answers.ok(http, view(one(http, access.caller(http, Right.PACKAGE_READ))));
  }

  private void delete(Context http) {
    Access.Caller caller = access.caller(http, Right.PACKAGE_DELETE);
    packages.delete(one(http, caller), caller.actor());
    http.status(204);
  }

  private void content(Context http) {
    DeploymentPackage one = one(http, access.caller(http, Right.PACKAGE_READ));
    if (!one.content().stored()) {
      throw RefusedException.conflict(
          "the package is not kept here but at " + one.content().url().orElseThrow());
    }
    new PackageContent(store, one.content().sha256(), one.content().size())
        .answer(http, fileName(one));
  }

  private static String fileName(DeploymentPackage one) {
    String ending = one.handler().equals(DeploymentPackage.OSGI) ? ".dp" : "";
    return one.name().name() + "-" + one.name().version() + ending;
  }

  private DeploymentPackage one(Context http, Access.Caller caller) {
    return store
        .find(Access.id(http, "packageId", "package"))
        .filter(p -> p.scopeId().equals(caller.scopeId()))
        .orElseThrow(() -> RefusedException.unknown("package " + http.pathParam("packageId")));
  }

  private static JsonView view(DeploymentPackage one) {
    List<JsonView> bundles =
        one.bundles().stream()
            .map(
                b ->
                    JsonView.untyped()
                        .text("name", b.symbolicName())
                        .text("version", b.version())
                        .text("file", b.file()))
            .toList();
    return JsonView.entity("package", one.id(), one.scopeId(), one.createdOn(), one.createdBy())
        .text("name", one.name().name())
        .text("version", one.name().version())
        .text("handler", one.handler())
        .text("sha256", one.content().sha256())
        .number("size", one.content().size())
        .text("url", one.content().url())
        .objects("bundles", bundles);
  }
}
