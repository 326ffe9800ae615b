// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;

/** Provision requests and their attempts for people. */
final class RequestText {
  private RequestText() {}

  /** What the original has no field for. */
  static String detail(JsonNode request, String name) {
    return Text.of(request, "options.extraOptions.slipway." + name);
  }

  /** Status, with step and cause where there are any. */
  static String status(JsonNode request) {
    String step = detail(request, "step");
    String cause = detail(request, "failureCause");
    return Text.of(request, "executionStatus")
        + (step.equals("-") ? "" : " (" + step + ")")
        + (cause.equals("-") ? "" : ": " + cause);
  }

  static void print(JsonNode request, PrintWriter out) {
    Text.field(out, "client id", Text.of(request, "clientId"));
    Text.field(out, "id", Text.of(request, "id"));
    Text.field(out, "status", status(request));
    Text.field(
        out,
        "attempts",
        detail(request, "attempts") + " of " + allowed(detail(request, "retryMaxAttempts")));
    Text.field(out, "user name", Text.of(request, "username"));
    Text.field(out, "certificate", Text.of(request, "certificateDevId"));
    Text.field(out, "activation key", Text.of(request, "activationKey"));
    String window = "options.activationOptions.";
    Text.field(out, "activation", Text.of(request, window + "status"));
    Text.field(out, "active from", Text.time(request, window + "activatesOn"));
    Text.field(out, "active until", Text.time(request, window + "expiresOn"));
    Text.field(out, "endpoint", Text.of(request, "options.endpointInfoId"));
    Text.field(out, "profile", detail(request, "profile"));
    request
        .at("/options/extraOptions/slipway/packages")
        .forEach(p -> Text.field(out, "package", Text.of(p, "name") + ":" + Text.of(p, "version")));
    Text.field(out, "generation", detail(request, "generation"));
    Text.field(out, "created", Text.time(request, "createdOn"));
  }

  static void printExecution(JsonNode execution, PrintWriter out) {
    out.println();
    String cause = Text.of(execution, "slipway.failureCause");
    out.println(
        "attempt "
            + Text.of(execution, "slipway.attempt")
            + "  "
            + Text.of(execution, "executionStatus")
            + (cause.equals("-") ? "" : ": " + cause)
            + "  "
            + Text.time(execution, "startedOn")
            + " to "
            + Text.time(execution, "endedOn"));
    execution.at("/slipway/packages").forEach(p -> out.println("  " + packageText(p)));
    execution.path("log").asText("").lines().forEach(l -> out.println("  " + Text.plain(l)));
  }

  /** Such as {@code package heater:1.2.0 COMING 40 %}. */
  private static String packageText(JsonNode progress) {
    return "package %s:%s  %s %d %%"
        .formatted(
            Text.of(progress, "name"),
            Text.of(progress, "version"),
            Text.of(progress, "state"),
            progress.path("percent").asInt());
  }

  private static String allowed(String attempts) {
    return attempts.equals("-1") ? "any number" : attempts;
  }
}
