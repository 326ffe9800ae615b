// SPDX-License-Identifier: Apache-2.0
package io.slipway;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/** A server that is up: all parts run and listen. */
final class Server implements AutoCloseable {
  private final ServerConfig config;
  private final Ports ports;
  private final Path ca;
  private final Parts parts;

  Server(ServerConfig config, Ports ports, Path ca, Parts parts) {
    this.config = config;
    this.ports = ports;
    this.ca = ca;
    this.parts = parts;
  }

  Ports ports() {
    return ports;
  }

  Path ca() {
    return ca;
  }

  Path folder() {
    return config.data();
  }

  /** Where REST is reached from this machine. */
  String address() {
    String host = Addresses.everywhere(config.host()) ? "localhost" : config.host();
    return "https://" + Addresses.inUrl(host) + ":" + ports.https();
  }

  /** What {@code ready.json} says. */
  String readyJson(long pid) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("pid", pid);
    ObjectNode listening =
        json.putObject("ports")
            .put("provisionTls", ports.provisionTls())
            .put("provisionTcp", ports.provisionTcp())
            .put("https", ports.https())
            .put("http", ports.http())
            .put("accountTls", ports.accountTls())
            .put("accountTcp", ports.accountTcp());
    ports.provisionWss().ifPresent(port -> listening.put("provisionWss", port));
    ports.provisionWs().ifPresent(port -> listening.put("provisionWs", port));
    json.put("ca", ca.toString());
    json.put("version", VersionCommand.version());
    return json.toPrettyString() + "\n";
  }

  /** What listens where, for people. */
  List<String> description() {
    String open = Addresses.inUrl(config.publicHost());
    String plain = Addresses.inUrl(config.plainPublicHost());
    return List.of(
        "  devices are provisioned at  "
            + "mqtts://%s:%d  mqtt://%s:%d"
                .formatted(open, ports.provisionTls(), plain, ports.provisionTcp())
            + address("  wss://%s:%d/mqtt", open, ports.provisionWss())
            + address("  ws://%s:%d/mqtt", plain, ports.provisionWs()),
        "  and then work at            "
            + "mqtts://%s:%d  mqtt://%s:%d"
                .formatted(open, ports.accountTls(), plain, ports.accountTcp()),
        "  REST                        "
            + "https://%s:%d  http://%s:%d".formatted(open, ports.https(), plain, ports.http()),
        "  data                        " + config.data(),
        "  certificate to trust        " + ca);
  }

  private static String address(String form, String host, OptionalInt port) {
    return port.isPresent() ? form.formatted(host, port.getAsInt()) : "";
  }

  /** Lets nobody in any more, finishes what has begun, and ends all parts. */
  @Override
  public void close() {
    parts.close();
  }
}
