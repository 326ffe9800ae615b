// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.domain.Account;
import io.slipway.domain.Account.Quotas;
import io.slipway.domain.Organization;
import io.slipway.domain.Reprovision;
import io.slipway.domain.User;
import java.util.Optional;
import java.util.OptionalInt;

/** What is said of accounts and users, as it is stored. */
final class AccountJson {
  private AccountJson() {}

  static String write(Account.Details details) {
    ObjectNode node = Json.object();
    details.description().ifPresent(d -> node.put("description", d));
    details.organization().ifPresent(o -> node.set("organization", organization(o)));
    details.expiresOn().ifPresent(e -> node.put("expiresOn", e.toEpochMilli()));
    details.quotas().requests().ifPresent(q -> node.put("maxRequests", q));
    details.quotas().devices().ifPresent(q -> node.put("maxDevices", q));
    details.reprovision().ifPresent(r -> node.put("reprovision", r.name()));
    return Json.write(node);
  }

  static Account.Details account(Optional<String> stored) {
    if (stored.isEmpty()) {
      return Account.Details.NONE;
    }
    JsonNode node = Json.read(stored.get());
    return new Account.Details(
        Json.text(node, "description"),
        node.path("organization").isObject()
            ? Optional.of(organization(node.path("organization")))
            : Optional.empty(),
        Json.time(node, "expiresOn"),
        new Quotas(number(node, "maxRequests"), number(node, "maxDevices")),
        Json.word(Reprovision.class, node, "reprovision"));
  }

  static String write(User.Details details) {
    ObjectNode node = Json.object().put("enabled", details.enabled());
    details.displayName().ifPresent(d -> node.put("displayName", d));
    details.description().ifPresent(d -> node.put("description", d));
    details.email().ifPresent(e -> node.put("email", e));
    details.phoneNumber().ifPresent(p -> node.put("phoneNumber", p));
    details.expiresOn().ifPresent(e -> node.put("expiresOn", e.toEpochMilli()));
    return Json.write(node);
  }

  static User.Details user(String stored) {
    JsonNode node = Json.read(stored);
    return new User.Details(
        node.path("enabled").asBoolean(true),
        Json.text(node, "displayName"),
        Json.text(node, "description"),
        Json.text(node, "email"),
        Json.text(node, "phoneNumber"),
        Json.time(node, "expiresOn"));
  }

  private static ObjectNode organization(Organization organization) {
    ObjectNode node =
        Json.object().put("name", organization.name()).put("email", organization.email());
    Organization.Address address = organization.address();
    put(node, "personName", organization.personName());
    put(node, "phoneNumber", organization.phoneNumber());
    put(node, "line1", address.line1());
    put(node, "line2", address.line2());
    put(node, "line3", address.line3());
    put(node, "zipPostCode", address.zipPostCode());
    put(node, "city", address.city());
    put(node, "stateProvinceCounty", address.stateProvinceCounty());
    put(node, "country", address.country());
    return node;
  }

  private static Organization organization(JsonNode node) {
    return new Organization(
        node.path("name").asText(),
        node.path("email").asText(),
        Json.text(node, "personName"),
        Json.text(node, "phoneNumber"),
        new Organization.Address(
            Json.text(node, "line1"),
            Json.text(node, "line2"),
            Json.text(node, "line3"),
            Json.text(node, "zipPostCode"),
            Json.text(node, "city"),
            Json.text(node, "stateProvinceCounty"),
            Json.text(node, "country")));
  }

  private static void put(ObjectNode node, String field, Optional<String> value) {
    value.ifPresent(v -> node.put(field, v));
  }

  private static OptionalInt number(JsonNode node, String field) {
    JsonNode value = node.path(field);
    return value.isInt() ? OptionalInt.of(value.intValue()) : OptionalInt.empty();
  }
}
