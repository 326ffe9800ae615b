// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import io.slipway.domain.CertificateRenewal;
import io.slipway.domain.Device;
import io.slipway.domain.Execution;
import io.slipway.domain.Explanation;
import io.slipway.domain.Id;
import io.slipway.domain.Lookalikes;
import io.slipway.domain.ProvisionRequest;
import io.slipway.domain.Rejection;
import io.slipway.domain.Right;
import io.slipway.protocol.topic.ClientIds;
import io.slipway.registry.RefusedException;
import io.slipway.store.PageRequest;
import io.slipway.store.RequestFilter;
import io.slipway.store.StoreReader;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** {@code provisionRequests/_explain}: why a device was, or was not, provisioned. */
final class ExplainResource implements Routes {
  private static final int MOST_ATTEMPTS = 10;
  private static final int MOST_LOOKALIKES = 5;
  private static final PageRequest NEWEST_ATTEMPTS =
      new PageRequest(MOST_ATTEMPTS, 0, Optional.of("startedOn"), false);
  private static final PageRequest FEW_LOOKALIKES =
      new PageRequest(MOST_LOOKALIKES, 0, Optional.empty(), true);

  private final Access access;
  private final StoreReader store;
  private final Clock clock;

  ExplainResource(Access access, StoreReader store, Clock clock) {
    this.access = access;
    this.store = store;
    this.clock = clock;
  }

  @Override
  public void addTo(JavalinDefaultRoutingApi routes) {
    routes.get(RequestResource.ALL + "/_explain", this::explain);
  }

  private void explain(Context http) {
    Access.Caller caller = access.caller(http, Right.REQUEST_READ);
    Query query = new Query(http);
    String clientId = query.text("clientId").orElseThrow(ExplainResource::unnamed);
    query.end();
    Optional<String> problem = ClientIds.problem(clientId);
    if (problem.isPresent()) {
      throw RefusedException.invalid("clientId", problem.get());
    }
    Optional<ProvisionRequest> request = request(caller.scopeId(), clientId);
    List<Execution> attempts =
        request.map(r -> store.executions(r.id(), NEWEST_ATTEMPTS).items()).orElse(List.of());
    Explanation.Facts facts =
        new Explanation.Facts(
            clientId,
            request,
            attempts.stream().findFirst(),
            rejections(caller, clientId),
            renewal(caller, clientId));
    JsonView answer =
        view(facts, Explanation.of(facts, clock.instant()))
            .objects("executions", attempts.stream().map(ExecutionResource::view).toList())
            .objects("rejections", facts.rejections().stream().map(ExplainResource::view).toList());
    request.ifPresent(r -> answer.object("provisionRequest", view(r)));
    device(caller, clientId).ifPresent(d -> answer.object("device", view(d)));
    if (request.isEmpty()) {
      answer.texts("similarClientIds", similar(caller.scopeId(), clientId));
    }
    Answers.ok(http, answer);
  }

  private static RefusedException unnamed() {
    return RefusedException.invalid("clientId", "must be given");
  }

  private Optional<ProvisionRequest> request(Id scopeId, String clientId) {
    RequestFilter named =
        new RequestFilter(Optional.of(clientId), Optional.empty(), Optional.empty());
    return store.requests(scopeId, named, PageRequest.FIRST).items().stream().findFirst();
  }

  /** What devices do once they work in their account is not for those who only prepare them. */
  private List<Rejection> rejections(Access.Caller caller, String clientId) {
    boolean all = caller.user().may(Right.DEVICE_READ);
    return store.rejections().of(caller.scopeId(), clientId).stream()
        .filter(r -> all || r.point() != Rejection.Point.ACCOUNT_LOGIN)
        .toList();
  }

  private Optional<CertificateRenewal> renewal(Access.Caller caller, String clientId) {
    return caller.user().may(Right.DEVICE_READ)
        ? store.certificates().renewal(caller.scopeId(), clientId)
        : Optional.empty();
  }

  private Optional<Device> device(Access.Caller caller, String clientId) {
    return caller.user().may(Right.DEVICE_READ)
        ? store.device(caller.scopeId(), clientId)
        : Optional.empty();
  }

  private List<String> similar(Id scopeId, String clientId) {
    Stream<String> otherwiseWritten =
        Lookalikes.of(clientId).stream().filter(way -> request(scopeId, way).isPresent());
    RequestFilter beginning =
        new RequestFilter(
            Optional.empty(), Optional.empty(), Optional.of(Lookalikes.beginning(clientId)));
    Stream<String> beginningSo =
        store.requests(scopeId, beginning, FEW_LOOKALIKES).items().stream()
            .map(ProvisionRequest::clientId);
    return Stream.concat(otherwiseWritten, beginningSo).distinct().limit(MOST_LOOKALIKES).toList();
  }

  private static JsonView view(Explanation.Facts facts, Explanation explanation) {
    return JsonView.of("provisionExplanation")
        .text("clientId", facts.clientId())
        .text("diagnosis", explanation.diagnosis().name())
        .text("failureCause", explanation.cause().map(Enum::name))
        .text("reason", explanation.reason())
        .text("advice", explanation.advice());
  }

  private static JsonView view(ProvisionRequest request) {
    return JsonView.untyped()
        .id("id", request.id())
        .text("authenticationType", request.login().type().name())
        .text("username", request.login().username())
        .text("certificateDevId", request.login().certificateDevId())
        .text("executionStatus", request.progress().status().name())
        .text("failureCause", request.progress().failureCause().map(Enum::name))
        .number("generation", request.progress().generation())
        .number("attempts", request.progress().attempts())
        .number("retryMaxAttempts", request.options().extra().retryMaxAttempts())
        .time("createdOn", request.audit().createdOn());
  }

  private static JsonView view(Device device) {
    JsonView view = JsonView.untyped().id("id", device.id()).flag("enabled", device.enabled());
    device
        .connection()
        .ifPresent(
            c ->
                view.text("connectionStatus", c.status().name())
                    .time("since", c.since())
                    .text("clientIp", c.clientIp()));
    return view;
  }

  private static JsonView view(Rejection rejection) {
    return JsonView.untyped()
        .time("firstOn", rejection.firstOn())
        .time("lastOn", rejection.lastOn())
        .number("count", rejection.count())
        .text("point", rejection.point().name())
        .text("failureCause", rejection.cause().name())
        .text("check", rejection.check())
        .text("username", rejection.username())
        .text("source", rejection.source())
        .flag("secure", rejection.secure())
        .text("told", rejection.told());
  }
}
