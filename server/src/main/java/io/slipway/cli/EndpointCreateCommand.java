// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code slipway endpoint create}. */
@Command(name = "create", description = "Make a broker known, to send devices to.")
final class EndpointCreateCommand extends RestCommand {
  enum Usage {
    MESSAGE_BROKER,
    PROVISION
  }

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "URL",
      description = "mqtts://HOST:PORT, or mqtt://HOST:PORT where it is not encrypted.")
  private URI address;

  @Option(
      names = "--usage",
      paramLabel = "USAGE",
      defaultValue = "MESSAGE_BROKER",
      description = "MESSAGE_BROKER or PROVISION (default: ${DEFAULT-VALUE}).")
  private List<Usage> usages;

  @Option(
      names = "--unobserved",
      description =
          "The platform cannot see logins there: its devices count as arrived on leaving.")
  private boolean unobserved;

  EndpointCreateCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int run(Connection connection) {
    JsonNode created = connection.rest().post("_/endpointInfos", body());
    return show(
        created,
        () ->
            out()
                .println(
                    "Endpoint "
                        + ProvisionBrokers.url(created)
                        + " created, id "
                        + Text.of(created, "id")
                        + "."));
  }

  private ObjectNode body() {
    boolean secure = "mqtts".equals(address.getScheme());
    if (address.getHost() == null || !secure && !"mqtt".equals(address.getScheme())) {
      throw new ParameterException(
          spec.commandLine(), "URL is mqtts://HOST:PORT or mqtt://HOST:PORT");
    }
    String host = address.getHost().replace("[", "").replace("]", "");
    int usual = secure ? 8883 : 1883;
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("type", "endpointInfo")
        .put("schema", secure ? "mqtts" : "mqtt")
        .put("dns", host)
        .put("port", address.getPort() < 0 ? usual : address.getPort())
        .put("secure", secure);
    ArrayNode names = body.putArray("usages");
    usageNames().forEach(u -> names.addObject().put("name", u));
    return body;
  }

  private Set<String> usageNames() {
    Set<String> names = new LinkedHashSet<>();
    usages.forEach(u -> names.add(u.name()));
    if (unobserved) {
      names.add("UNOBSERVED");
    }
    return names;
  }
}
