// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import io.slipway.domain.AuthenticationType;
import io.slipway.domain.Execution;
import io.slipway.domain.ExecutionStatus;
import io.slipway.domain.Id;
import io.slipway.domain.ProvisionRequest;
import io.slipway.domain.RequestOptions;
import io.slipway.domain.Right;
import io.slipway.protocol.message.Secret;
import io.slipway.registry.CreatedRequest;
import io.slipway.registry.ProvisionRequests;
import io.slipway.registry.RefusedException;
import io.slipway.registry.RequestDraft;
import io.slipway.store.RequestFilter;
import io.slipway.store.StoreReader;
import java.util.Optional;
import java.util.Set;

/** {@code provisionRequests}. */
final class RequestResource implements Routes {
  static final String ALL = "/v1/{scopeId}/provisionRequests";
  static final String ONE = ALL + "/{provisionRequestId}";
  private static final Set<String> SORTABLE =
      Set.of("clientId", "username", "executionStatus", "createdOn", "modifiedOn");
  private static final Words<ExecutionStatus> STATUS = Words.names(ExecutionStatus.class);
  private static final Words<AuthenticationType> AUTHENTICATION =
      Words.names(AuthenticationType.class);

  private final Access access;
  private final StoreReader store;
  private final ProvisionRequests requests;
  private final Listed<RequestFilter, ProvisionRequest> listed;

  RequestResource(Access access, StoreReader store, ProvisionRequests requests) {
    this.access = access;
    this.store = store;
    this.requests = requests;
    this.listed =
        new Listed<>(
            "provisioningRequestListResult",
            SORTABLE,
            RequestFilter.ALL,
            query ->
                new RequestFilter(
                    query.text("clientId"),
                    query.oneOf("executionStatus", STATUS),
                    query.text("matchTerm")),
            store::requests,
            store::countRequests);
  }

  @Override
  public void addTo(JavalinDefaultRoutingApi routes) {
    routes.get(ALL, this::list);
    routes.post(ALL, this::create);
    routes.post(ALL + "/_query", this::query);
    routes.post(ALL + "/_count", http -> listed.count(http, reader(http).scopeId()));
    routes.get(ONE, this::get);
    routes.put(ONE, this::editWhole);
    routes.delete(ONE, this::delete);
    routes.get(ONE + "/options", this::options);
    routes.put(ONE + "/options", this::edit);
    routes.post(ONE + "/_stop", this::stop);
    routes.post(ONE + "/_rearm", this::rearm);
    routes.post(ONE + "/_reveal", this::reveal);
  }

  /** The request in the path, where it belongs to the caller's account. */
  static ProvisionRequest request(Context http, Access.Caller caller, StoreReader store) {
    return store
        .request(Access.id(http, "provisionRequestId", "provision request"))
        .filter(r -> r.scopeId().equals(caller.scopeId()))
        .orElseThrow(
            () ->
                RefusedException.unknown(
                    "provision request " + http.pathParam("provisionRequestId")));
  }

  private Access.Caller reader(Context http) {
    return access.caller(http, Right.REQUEST_READ);
  }

  private void list(Context http) {
    Access.Caller caller = reader(http);
    listed.list(http, caller.scopeId(), request -> view(request, caller));
  }

  private void query(Context http) {
    Access.Caller caller = reader(http);
    listed.query(http, caller.scopeId(), request -> view(request, caller));
  }

  private void create(Context http) {
    Access.Caller caller = access.caller(http, Right.REQUEST_WRITE);
    RequestDraft draft = draft(Bodies.required(http), caller.scopeId());
    CreatedRequest created = requests.create(caller.scopeId(), caller.actor(), draft);
    Answers.ok(
        http,
        view(created.request(), caller).text("password", created.generated().map(Secret::reveal)));
  }

  private void get(Context http) {
    Access.Caller caller = reader(http);
    Answers.ok(http, view(request(http, caller, store), caller));
  }

  private void delete(Context http) {
    Access.Caller caller = access.caller(http, Right.REQUEST_DELETE);
    requests.delete(request(http, caller, store), caller.actor());
    http.status(200);
  }

  private void options(Context http) {
    Answers.ok(http, optionsView(request(http, access.caller(http, Right.REQUEST_READ), store)));
  }

  private void edit(Context http) {
    Access.Caller caller = access.caller(http, Right.REQUEST_WRITE);
    ProvisionRequest request = request(http, caller, store);
    JsonFields body = Bodies.required(http).ignoreEntity();
    int optlock = body.requiredInteger("optlock");
    RequestOptions options = OptionsJson.read(body, usual(request));
    Answers.ok(http, optionsView(requests.edit(request, caller.actor(), optlock, options)));
  }

  /** As {@link #edit}; of the request itself nothing can be changed. */
  private void editWhole(Context http) {
    Access.Caller caller = access.caller(http, Right.REQUEST_WRITE);
    ProvisionRequest request = request(http, caller, store);
    JsonFields body =
        Bodies.required(http)
            .ignoreEntity()
            .ignore("authenticationType", "userId", "activationKey")
            .ignore("executionStatus");
    refuseAnother(body, "clientId", request.clientId());
    refuseAnother(body, "username", request.login().username());
    refuseAnother(body, "certificateDevId", request.login().certificateDevId().orElse(""));
    int optlock = body.requiredInteger("optlock");
    RequestOptions options = OptionsJson.read(body.requiredObject("options"), usual(request));
    body.end();
    Answers.ok(http, view(requests.edit(request, caller.actor(), optlock, options), caller));
  }

  private static void refuseAnother(JsonFields body, String name, String known) {
    if (body.text(name).filter(given -> !given.equals(known)).isPresent()) {
      throw body.invalid(name, "cannot be changed: delete the request and make another");
    }
  }

  private void stop(Context http) {
    Access.Caller caller = access.caller(http, Right.REQUEST_STOP);
    ProvisionRequest request = request(http, caller, store);
    JsonFields body = Bodies.optional(http).ignore("type");
    body.flag("forced");
    body.end();
    requests.stop(request, caller.actor());
    http.status(200);
  }

  private void rearm(Context http) {
    Access.Caller caller = access.caller(http, Right.REQUEST_WRITE);
    ProvisionRequest request = request(http, caller, store);
    JsonFields body = Bodies.optional(http).ignore("type");
    boolean freshKey = body.flag("generateActivationKey", false);
    body.end();
    Answers.ok(http, view(requests.rearm(request, caller.actor(), freshKey), caller));
  }

  /** Tells what the device needs to log in and was not told yet. */
  private void reveal(Context http) {
    Access.Caller caller = access.caller(http, Right.REQUEST_ORDER);
    ProvisionRequest request = request(http, caller, store);
    Bodies.optional(http).ignore("type").end();
    Secret password = requests.reveal(request, caller.actor());
    Answers.ok(
        http,
        JsonView.of("provisioningRequestSecrets")
            .id("id", request.id())
            .id("scopeId", request.scopeId())
            .text("clientId", request.clientId())
            .text("username", request.login().username())
            .text("password", password.reveal())
            .text("activationKey", requests.activationKey(request).map(Secret::reveal)));
  }

  private RequestOptions.Extra usual(ProvisionRequest request) {
    return usual(request.scopeId(), request.login().strong());
  }

  /** What holds for the account's requests where they do not say it themselves. */
  private RequestOptions.Extra usual(Id scopeId, boolean strong) {
    return store
        .account(scopeId)
        .map(account -> account.usual(strong))
        .orElse(RequestOptions.Extra.DEFAULT);
  }

  private RequestDraft draft(JsonFields body, Id scopeId) {
    body.ignore("type");
    Optional<String> devId = devId(body);
    String clientId = body.requiredText("clientId");
    String username = body.requiredText("username");
    Optional<Secret> password = body.text("password").map(Secret::of);
    boolean generateActivationKey = body.flag("generateActivationKey", false);
    RequestOptions options =
        OptionsJson.read(
            body.requiredObject("options"),
            usual(scopeId, devId.isPresent() || generateActivationKey));
    body.end();
    return new RequestDraft(clientId, username, password, devId, generateActivationKey, options);
  }

  /** Which factory certificate proves who the device is, where none but that does. */
  private static Optional<String> devId(JsonFields body) {
    return switch (body.requiredOneOf("authenticationType", AUTHENTICATION)) {
      case USER_CERT -> Optional.of(body.requiredText("certificateDevId"));
      case USER_PASS -> {
        if (body.text("certificateDevId").isPresent()) {
          throw body.invalid("certificateDevId", "is for authenticationType USER_CERT only");
        }
        yield Optional.empty();
      }
    };
  }

  /** The activation key is for those who print it on labels. */
  private JsonView view(ProvisionRequest request, Access.Caller caller) {
    Optional<Secret> activationKey =
        caller.user().may(Right.REQUEST_ORDER) ? requests.activationKey(request) : Optional.empty();
    return JsonView.entity("provisioningRequest", request.id(), request.scopeId(), request.audit())
        .text("clientId", request.clientId())
        .text("authenticationType", AUTHENTICATION.of(request.login().type()))
        .text("username", request.login().username())
        .text("certificateDevId", request.login().certificateDevId())
        .text("activationKey", activationKey.map(Secret::reveal))
        .text("executionStatus", STATUS.of(request.progress().status()))
        .object("options", OptionsJson.view(JsonView.untyped(), request, running(request)));
  }

  private JsonView optionsView(ProvisionRequest request) {
    JsonView entity =
        JsonView.entity(
            "provisioningRequestOptions", request.id(), request.scopeId(), request.audit());
    return OptionsJson.view(entity, request, running(request));
  }

  private Optional<Execution> running(ProvisionRequest request) {
    return request.progress().status() == ExecutionStatus.RUNNING
        ? store.latestExecution(request.id())
        : Optional.empty();
  }
}
