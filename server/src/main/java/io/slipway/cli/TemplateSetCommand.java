// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code slipway template set}. */
@Command(name = "set", description = "Make a template of a file, or replace the one of its name.")
final class TemplateSetCommand extends RestCommand {
  @Parameters(paramLabel = "FILE", description = "What REST takes, as YAML or JSON.")
  private Path file;

  @Option(
      names = "--template",
      paramLabel = "TEMPLATE",
      description =
          "The one to replace, or default (default: the one that has the file's displayName).")
  private String template;

  TemplateSetCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int run(Connection connection) {
    ObjectNode body = DocumentFile.read(file);
    Optional<String> target = target(connection, body);
    String query = target.map(t -> "?templateId=" + RestClient.encoded(t)).orElse("");
    JsonNode answer = connection.rest().post("_/provisionTemplates" + query, body);
    return show(answer, () -> print(answer, target.isPresent()));
  }

  private Optional<String> target(Connection connection, JsonNode body) {
    if (template != null) {
      return Optional.of(TemplateChoice.id(connection, template));
    }
    String name = body.path("displayName").asText("");
    return name.isEmpty() || name.equals(TemplateChoice.DEFAULT)
        ? Optional.empty()
        : TemplateChoice.find(connection.rest(), Nouns.TEMPLATE.path(), name)
            .map(TemplateChoice::id);
  }

  private void print(JsonNode answer, boolean replaced) {
    out()
        .println(
            "Template "
                + Text.of(answer, "displayName")
                + (replaced ? " is set, id " : " is made, id ")
                + Text.of(answer, "templateId")
                + ".");
  }
}
