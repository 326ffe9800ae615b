// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code slipway service show}. */
@Command(name = "show", description = "Show a service, as YAML that service set takes.")
final class ServiceShowCommand extends RestCommand {
  @Parameters(index = "0", paramLabel = "TEMPLATE", description = TemplateChoice.MEANT)
  private String template;

  @Parameters(index = "1", paramLabel = "SERVICE", description = "The service's name.")
  private String service;

  @Parameters(index = "2", paramLabel = "GROUP", description = "The group that it is of.")
  private String group;

  ServiceShowCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int run(Connection connection) {
    JsonNode answer = connection.rest().get(path(connection, template, service, group), Map.of());
    return show(answer, () -> out().println(DocumentFile.text(answer)));
  }

  static String path(Connection connection, String template, String service, String group) {
    return TemplateChoice.path(connection, template)
        + "/providedServices/"
        + RestClient.encoded(service)
        + "/"
        + RestClient.encoded(group);
  }
}
