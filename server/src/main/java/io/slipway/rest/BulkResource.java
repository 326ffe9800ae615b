// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import io.slipway.domain.ProvisionTemplate;
import io.slipway.domain.Right;
import io.slipway.registry.BulkDraft;
import io.slipway.registry.BulkOrders;
import io.slipway.registry.DeviceRow;
import io.slipway.registry.OrderOutcome;
import io.slipway.registry.ServiceChoice;
import io.slipway.store.StoreReader;
import java.util.ArrayList;
import java.util.List;

/** {@code bulkProvisionRequests}. */
final class BulkResource implements Routes {
  private final Access access;
  private final StoreReader store;
  private final BulkOrders orders;

  BulkResource(Access access, StoreReader store, BulkOrders orders) {
    this.access = access;
    this.store = store;
    this.orders = orders;
  }

  @Override
  public void addTo(JavalinDefaultRoutingApi routes) {
    routes.post("/v1/{scopeId}/bulkProvisionRequests", this::order);
  }

  private void order(Context http) {
    Access.Caller caller = access.caller(http, Right.REQUEST_ORDER);
    JsonFields body = Bodies.required(http).ignore("type");
    String templateId = body.text("templateId").orElse("default");
    BulkDraft draft =
        new BulkDraft(
            body.objects("devices", BulkResource::device),
            body.objects("providedServices", BulkResource::choice));
    body.end();
    if (draft.devices().isEmpty()) {
      throw body.invalid("devices", "must name at least one device");
    }
    ProvisionTemplate template = TemplateResource.template(templateId, caller.scopeId(), store);
    answer(http, draft.devices(), orders.order(template, caller.actor(), draft));
  }

  private static DeviceRow device(JsonFields device) {
    device.ignore("type");
    return new DeviceRow(
        device.requiredText("clientId"), device.text("serialNo"), device.texts("slipway"));
  }

  private static ServiceChoice choice(JsonFields choice) {
    choice.ignore("type");
    return new ServiceChoice(choice.requiredText("serviceId"), choice.text("group"));
  }

  private static void answer(Context http, List<DeviceRow> devices, List<OrderOutcome> outcomes) {
    List<JsonView> successful = new ArrayList<>();
    List<JsonView> failed = new ArrayList<>();
    for (int i = 0; i < devices.size(); i++) {
      JsonView result = JsonView.untyped().object("device", view(devices.get(i)));
      switch (outcomes.get(i)) {
        case OrderOutcome.Made made ->
            successful.add(result.id("provisionRequestId", made.requestId()));
        case OrderOutcome.Refused refused -> failed.add(result.text("reason", refused.reason()));
      }
    }
    Answers.ok(
        http,
        JsonView.of("bulkProvisionRequestResult")
            .objects("successfulRequests", successful)
            .objects("failedRequests", failed));
  }

  private static JsonView view(DeviceRow device) {
    return JsonView.untyped()
        .text("clientId", device.clientId())
        .text("serialNo", device.serialNo());
  }
}
