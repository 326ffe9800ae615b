// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code slipway bulk create}. */
@Command(name = "create", description = "Order up to 1000 devices that are made from one template.")
final class BulkCreateCommand extends RestCommand {
  @Parameters(
      paramLabel = "FILE",
      description = "A list \"devices\" of clientId and serialNo, as YAML or JSON.")
  private Path file;

  @Option(names = "--template", paramLabel = "TEMPLATE", description = TemplateChoice.MEANT)
  private String template;

  @Option(
      names = "--service",
      paramLabel = "SERVICE=GROUP",
      description = "The group whose values fill a service's placeholders.")
  private Map<String, String> services = Map.of();

  BulkCreateCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int run(Connection connection) {
    ObjectNode body = DocumentFile.read(file);
    if (template != null && !template.equals(TemplateChoice.DEFAULT)) {
      body.put("templateId", TemplateChoice.id(connection, template));
    }
    if (!services.isEmpty()) {
      ArrayNode chosen = body.putArray("providedServices");
      services.forEach((s, group) -> chosen.addObject().put("serviceId", s).put("group", group));
    }
    JsonNode answer = connection.rest().post("_/bulkProvisionRequests", body);
    int shown = show(answer, () -> print(answer));
    return answer.path("failedRequests").isEmpty() ? shown : REFUSED;
  }

  private void print(JsonNode answer) {
    int ordered = answer.path("successfulRequests").size();
    int failed = answer.path("failedRequests").size();
    out().println(ordered + " of " + (ordered + failed) + " devices are ordered.");
    if (failed > 0) {
      Table table = new Table("CLIENT_ID", "NOT ORDERED BECAUSE");
      for (JsonNode failure : answer.path("failedRequests")) {
        table.row(Text.of(failure, "device.clientId"), Text.of(failure, "reason"));
      }
      table.print(out());
    }
    if (ordered > 0) {
      out().println("The password of each is shown once: slipway request reveal CLIENT_ID");
    }
  }
}
