// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import io.slipway.cli.Noun.Column;
import io.slipway.cli.Noun.RestList;
import java.util.List;

/** What the server has lists of. */
final class Nouns {
  static final Noun ACCOUNT =
      new Noun(
          "account",
          "accounts",
          "id",
          Finder.byParameter("name"),
          RestList.PLAIN
              .filters(
                  matching("Only those whose name begins like this."),
                  Filter.flag("--recursive", "recursive", "Those further below too."))
              .sortable("name", "createdOn", "modifiedOn"),
          List.of(
              Column.of("NAME", "name"),
              Column.of("ORGANIZATION", "organization.name"),
              Column.of("EMAIL", "organization.email"),
              Column.time("EXPIRES", "expirationDate"),
              Column.of("MAX REQUESTS", "slipway.maxRequests"),
              Column.of("MAX DEVICES", "slipway.maxDevices"),
              Column.of("ID", "id")));

  static final Noun USER =
      new Noun(
          "user",
          "users",
          "id",
          Finder.byParameter("name"),
          RestList.PLAIN
              .filters(matching("Only those whose name begins like this."))
              .sortable("name", "createdOn", "modifiedOn"),
          List.of(
              Column.of("NAME", "name"),
              Column.words("ROLES", "slipway.roles"),
              Column.of("STATUS", "status"),
              Column.of("EMAIL", "email"),
              Column.time("EXPIRES", "expirationDate"),
              Column.of("ID", "id")));

  static final Noun CREDENTIAL =
      new Noun(
          "credential",
          "credentials",
          "id",
          Finder.byId(),
          RestList.PLAIN
              .filters(Filter.user("--user", "userId", "Only those of this user."))
              .sortable("credentialType", "createdOn", "modifiedOn"),
          List.of(
              Column.of("TYPE", "credentialType"),
              Column.of("KEY", "credentialKey"),
              Column.of("STATUS", "status"),
              Column.time("EXPIRES", "expirationDate"),
              Column.of("WRONG GUESSES", "loginFailures"),
              Column.of("USER", "userId"),
              Column.of("ID", "id")));

  static final Noun ENDPOINT =
      new Noun(
          "endpoint",
          "endpointInfos",
          "id",
          Finder.byText(ProvisionBrokers::url),
          RestList.PLAIN
              .filters(
                  Filter.word(
                      "--usage",
                      "usage",
                      "Only these: message-broker or provision.",
                      "message-broker",
                      "provision",
                      "unobserved"),
                  matching("Only those whose host begins like this."))
              .sortable("schema", "dns", "port", "secure", "createdOn", "modifiedOn"),
          List.of(
              new Column("ADDRESS", ProvisionBrokers::url),
              new Column("USAGES", ProvisionBrokers::usages),
              Column.of("ID", "id")));

  static final Noun REQUEST =
      new Noun(
          "request",
          "provisionRequests",
          "id",
          Finder.byParameter("clientId"),
          RestList.PLAIN
              .filters(
                  Filter.word(
                      "--status",
                      "executionStatus",
                      "Only these: created, running, completed, failed or stopped.",
                      "created",
                      "running",
                      "completed",
                      "failed",
                      "stopped"),
                  matching("Only those whose client id or user name begins like this."))
              .sortable("clientId", "username", "executionStatus", "createdOn", "modifiedOn"),
          List.of(
              Column.of("CLIENT ID", "clientId"),
              Column.of("STATUS", "executionStatus"),
              new Column("STEP", json -> RequestText.detail(json, "step")),
              new Column("ATTEMPTS", json -> RequestText.detail(json, "attempts")),
              new Column("CAUSE", json -> RequestText.detail(json, "failureCause")),
              Column.time("CREATED", "createdOn"),
              Column.of("ID", "id")));

  static final Noun ATTEMPT =
      new Noun(
          "attempt",
          "executions",
          "id",
          Finder.byId(),
          RestList.PLAIN.sortable("startedOn").within(REQUEST),
          List.of(
              Column.of("ATTEMPT", "slipway.attempt"),
              Column.of("STATUS", "executionStatus"),
              Column.of("STEP", "slipway.step"),
              Column.of("CAUSE", "slipway.failureCause"),
              Column.time("STARTED", "startedOn"),
              Column.time("ENDED", "endedOn"),
              Column.of("ID", "id")));

  static final Noun IMPORT =
      new Noun(
          "import",
          "imports",
          "id",
          Finder.byId(),
          RestList.PLAIN,
          List.of(
              Column.of("STATE", "state"),
              Column.of("ROWS", "rows"),
              new Column("DONE", json -> Text.of(json, "percent") + " %"),
              Column.of("FAILED", "failed"),
              Column.time("CREATED", "createdOn"),
              Column.of("ID", "id")));

  static final Noun TEMPLATE =
      new Noun(
          "template",
          "provisionTemplates",
          "templateId",
          TemplateChoice::find,
          RestList.whole("templates"),
          List.of(
              Column.of("NAME", "displayName"),
              Column.yes("DEFAULT", "defaultTemplate"),
              Column.of("DESCRIPTION", "description"),
              Column.of("ID", "templateId")));

  static final Noun SERVICE =
      new Noun(
          "service",
          "providedServices",
          "serviceId",
          Finder.inPath(),
          RestList.whole("schema").within(TEMPLATE),
          List.of(
              Column.of("SERVICE", "serviceId"),
              Column.of("GROUP", "group"),
              Column.yes("DEFAULT", "defaultService"),
              Column.of("NAME", "displayName")));

  static final Noun GROUP =
      new Noun(
          "group",
          "provisionGroups",
          "name",
          Finder.inPath(),
          // REST calls this list of groups so, as the original does.
          RestList.whole("templates"),
          List.of(
              Column.of("GROUP", "name"),
              Column.yes("DEFAULT", "defaultGroup"),
              Column.of("NAME", "displayName"),
              Column.of("DESCRIPTION", "description")));

  static final Noun DEVICE =
      new Noun(
          "device",
          "devices",
          "id",
          Finder.byParameter("clientId"),
          RestList.PLAIN
              .filters(connectionStatus(), matching("Only those whose client id begins like this."))
              .sortable("clientId", "status", "createdOn", "modifiedOn"),
          List.of(
              Column.of("CLIENT ID", "clientId"),
              Column.of("CONNECTION", "connection.status"),
              Column.time("SINCE", "connection.modifiedOn"),
              Column.of("ADDRESS", "connection.clientIp"),
              Column.of("LAST EVENT", "lastEvent.resource"),
              Column.of("ID", "id")));

  static final Noun EVENT =
      new Noun(
          "event",
          "events",
          "id",
          Finder.byId(),
          RestList.PLAIN
              .filters(
                  Filter.text("--event", "resource", "EVENT", "Only these, such as PROVISIONED."),
                  since(),
                  until())
              .sortable("receivedOn", "sentOn", "createdOn", "resource")
              .within(DEVICE),
          List.of(
              Column.time("TIME", "receivedOn"),
              Column.of("EVENT", "resource"),
              Column.of("WHAT", "eventMessage"),
              Column.of("ID", "id")));

  static final Noun PACKAGE =
      new Noun(
          "package",
          "packages",
          "id",
          new PackageFinder(),
          RestList.PLAIN
              .filters(
                  matching("Only those whose name begins like this."),
                  Filter.text("--name", "name", "NAME", "Only those that are called so."),
                  Filter.text("--handler", "handler", "HANDLER", "Only those for this one."))
              .sortable("name", "size", "createdOn"),
          List.of(
              Column.of("NAME", "name"),
              Column.of("VERSION", "version"),
              Column.of("HANDLER", "handler"),
              Column.of("SIZE", "size"),
              Column.of("SHA-256", "sha256"),
              Column.of("URL", "url"),
              Column.of("ID", "id")));

  static final Noun DEVICE_PACKAGE =
      new Noun(
          "package",
          "packages",
          "id",
          Finder.byId(),
          RestList.whole("devicePackage").within(DEVICE),
          List.of(Column.of("NAME", "name"), Column.of("VERSION", "version")));

  static final Noun CONNECTION =
      new Noun(
          "connection",
          "deviceconnections",
          "id",
          Finder.byParameter("clientId"),
          RestList.PLAIN.filters(
              connectionStatus(),
              Filter.text("--ip", "clientIp", "ADDRESS", "Only those from this address."),
              Filter.text("--protocol", "protocol", "NAME", "Only these, such as MQTTS.")),
          List.of(
              Column.of("CLIENT ID", "clientId"),
              Column.of("STATUS", "status"),
              Column.time("SINCE", "modifiedOn"),
              Column.of("ADDRESS", "clientIp"),
              Column.of("PROTOCOL", "protocol"),
              Column.of("ID", "id")));

  static final Noun AUDIT =
      new Noun(
          "audit record",
          "auditRecords",
          "id",
          Finder.byId(),
          RestList.PLAIN
              .filters(
                  Filter.text("--by", "actor", "USER", "Only what this user did."),
                  Filter.text("--did", "action", "ACTION", "Only this, such as deleted."),
                  Filter.text("--to", "subjectName", "NAME", "Only what was done to this."),
                  Filter.text("--type", "subjectType", "TYPE", "Only to these, such as user."),
                  Filter.text("--id", "subjectId", "ID", "Only to what has this id."),
                  since(),
                  until())
              .sortable("at"),
          List.of(
              Column.time("TIME", "at"),
              Column.of("WHO", "actor"),
              Column.of("FROM", "source"),
              Column.of("DID", "action"),
              Column.of("TO", "subjectType"),
              Column.of("NAME", "subjectName")));

  static final Noun WEBHOOK =
      new Noun(
          "webhook",
          "webhooks",
          "id",
          Finder.byParameter("name"),
          RestList.PLAIN,
          List.of(
              Column.of("NAME", "name"),
              Column.of("STATE", "state"),
              Column.of("WAITING", "waiting"),
              Column.of("URL", "url"),
              Column.time("DELIVERED", "deliveredOn"),
              Column.time("FAILED", "failedOn"),
              Column.of("BECAUSE", "failure"),
              Column.of("ID", "id")));

  private Nouns() {}

  private static Filter matching(String description) {
    return Filter.text("--match", "matchTerm", "TEXT", description);
  }

  private static Filter connectionStatus() {
    return Filter.word(
        "--status",
        "status",
        "Only these: connected, disconnected or missing.",
        "connected",
        "disconnected",
        "missing");
  }

  private static Filter since() {
    return Filter.time("--since", "startDate", "Only from then on.");
  }

  private static Filter until() {
    return Filter.time("--until", "endDate", "Only up to then.");
  }
}
