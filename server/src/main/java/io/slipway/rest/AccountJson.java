// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import io.slipway.domain.Account;
import io.slipway.domain.Account.Quotas;
import io.slipway.domain.Id;
import io.slipway.domain.Organization;
import io.slipway.domain.Reprovision;
import io.slipway.registry.AccountDraft;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** Accounts as REST shows and takes them. */
final class AccountJson {
  private AccountJson() {}

  static AccountDraft draft(JsonFields body) {
    Organization organization =
        new Organization(
            body.requiredText("organizationName"),
            body.requiredText("organizationEmail"),
            // The original's own spelling, and what it should have been.
            body.text("organizatioPpersonName").or(() -> body.text("organizationPersonName")),
            body.text("phoneNumber"),
            address(body, "organizationA", "organization"));
    return new AccountDraft(
        body.requiredText("name"),
        details(body.text("description"), Optional.of(organization), body, Account.Details.NONE));
  }

  /** What an account may change of itself. */
  static Account.Details own(JsonFields body, Account.Details known) {
    Optional<Organization> organization =
        Optional.of(organization(body.requiredObject("organization")));
    body.ignore("expirationDate", "slipway");
    return new Account.Details(
        body.text("description"),
        organization,
        known.expiresOn(),
        known.quotas(),
        known.reprovision());
  }

  /** What those above it may. */
  static Account.Details child(JsonFields body, Account.Details known) {
    return details(
        body.text("description"),
        body.object("organization").map(AccountJson::organization).or(known::organization),
        body,
        known);
  }

  private static Account.Details details(
      Optional<String> description,
      Optional<Organization> organization,
      JsonFields body,
      Account.Details known) {
    Optional<Instant> expiresOn = body.time("expirationDate");
    Optional<JsonFields> ours = body.object("slipway");
    if (ours.isEmpty()) {
      return new Account.Details(
          description, organization, expiresOn, known.quotas(), known.reprovision());
    }
    JsonFields slipway = ours.get();
    Quotas quotas = new Quotas(quota(slipway, "maxRequests"), quota(slipway, "maxDevices"));
    Optional<Reprovision> reprovision = slipway.oneOf("reprovision", OptionsJson.REPROVISION);
    slipway.end();
    return new Account.Details(description, organization, expiresOn, quotas, reprovision);
  }

  private static Organization organization(JsonFields body) {
    body.ignore("type");
    Organization organization =
        new Organization(
            body.requiredText("name"),
            body.requiredText("email"),
            body.text("personName"),
            body.text("phoneNumber"),
            address(body, "a", ""));
    body.end();
    return organization;
  }

  private static Organization.Address address(JsonFields body, String line, String prefix) {
    return new Organization.Address(
        body.text(line + "ddressLine1"),
        body.text(line + "ddressLine2"),
        body.text(line + "ddressLine3"),
        body.text(named(prefix, "zipPostCode")),
        body.text(named(prefix, "city")),
        body.text(named(prefix, "stateProvinceCounty")),
        body.text(named(prefix, "country")));
  }

  private static String named(String prefix, String name) {
    return prefix.isEmpty()
        ? name
        : prefix + Character.toUpperCase(name.charAt(0)) + name.substring(1);
  }

  private static OptionalInt quota(JsonFields body, String name) {
    Optional<Integer> value = body.integer(name);
    if (value.filter(v -> v < 0).isPresent()) {
      throw body.invalid(name, "must not be negative");
    }
    return value.map(OptionalInt::of).orElse(OptionalInt.empty());
  }

  /**
   * An account as it is shown.
   *
   * @param lineage the account itself first, the root last
   */
  static JsonView view(Account account, List<Account> lineage) {
    Account.Details details = account.details();
    JsonView view =
        JsonView.entity(
                "account",
                account.id(),
                account.parentId().orElse(Id.ROOT_ACCOUNT),
                account.audit())
            .text("name", account.name())
            .text("description", details.description())
            .time("expirationDate", details.expiresOn())
            .text("parentAccountPath", path(lineage));
    details.organization().ifPresent(o -> view.object("organization", view(o)));
    JsonView ours =
        JsonView.untyped()
            .text("reprovision", details.reprovision().map(OptionsJson.REPROVISION::of));
    details.quotas().requests().ifPresent(q -> ours.number("maxRequests", q));
    details.quotas().devices().ifPresent(q -> ours.number("maxDevices", q));
    return view.object("slipway", ours);
  }

  private static JsonView view(Organization organization) {
    Organization.Address address = organization.address();
    return JsonView.untyped()
        .text("name", organization.name())
        .text("email", organization.email())
        .text("personName", organization.personName())
        .text("phoneNumber", organization.phoneNumber())
        .text("addressLine1", address.line1())
        .text("addressLine2", address.line2())
        .text("addressLine3", address.line3())
        .text("zipPostCode", address.zipPostCode())
        .text("city", address.city())
        .text("stateProvinceCounty", address.stateProvinceCounty())
        .text("country", address.country());
  }

  /** From the root down, in the form that Kapua has for it: the numbers of the ids. */
  private static String path(List<Account> lineage) {
    List<Account> down = new ArrayList<>(lineage);
    Collections.reverse(down);
    return down.stream()
        .map(a -> Long.toString(a.id().value()))
        .collect(Collectors.joining("/", "/", ""));
  }
}
