// SPDX-License-Identifier: Apache-2.0
package io.slipway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.cli.Surroundings;
import io.slipway.doctor.Anchors;
import io.slipway.doctor.Door;
import io.slipway.doctor.Finding;
import io.slipway.doctor.Installation;
import io.slipway.doctor.Interview;
import io.slipway.doctor.Visit;
import io.slipway.security.MasterKey;
import io.slipway.store.jdbc.DatabaseState;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code slipway doctor}. */
@Command(
    name = "doctor",
    description = "Look whether devices and operators can use a server, and say what to mend.",
    footer = {
      "",
      "Without --server it looks at the server of this machine, its data folder and",
      "its database; with --server only at what is seen from here, so run it where",
      "the devices are. It needs no login. The exit code is 1 where there is a fault.",
      "Each broker sees one login that is refused, of the client id slipway-doctor."
    })
final class DoctorCommand extends LocalCommand {
  private static final int HTTPS = 8443;
  private static final int PROVISION = 8883;
  private static final int ACCOUNT = 8884;

  @Option(
      names = "--server",
      paramLabel = "URL",
      description = "Where REST is, such as https://slipway.example:8443.")
  private String server;

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description = "The root that devices trust (ca.pem); without it what Java knows.")
  private Path ca;

  @Option(
      names = "--provision",
      paramLabel = "HOST:PORT",
      description = "The provision broker, if not at the server's port 8883.")
  private String provision;

  @Option(
      names = "--account-broker",
      paramLabel = "HOST:PORT",
      description = "The account broker, if not at the server's port 8884.")
  private String accountBroker;

  @Option(names = "--json", description = "Answer as JSON.")
  private boolean json;

  DoctorCommand(Outside outside, Surroundings surroundings) {
    super(outside, surroundings);
  }

  @Override
  void run(ServerConfig settings) throws IOException {
    List<Finding> found = server == null ? ofThisMachine(settings) : ofServer(server);
    if (json) {
      out().println(json(found).toPrettyString());
    } else {
      found.forEach(f -> out().printf("%-8s %-24s %s%n", word(f), f.subject(), f.text()));
    }
    long faults = found.stream().filter(f -> f.level() == Finding.Level.FAULT).count();
    if (faults > 0) {
      throw StartRefusedException.because(faults == 1 ? "1 fault" : faults + " faults");
    }
  }

  private List<Finding> ofServer(String url) throws IOException {
    URI address = url(url);
    int port = address.getPort() < 0 ? 443 : address.getPort();
    return seen(
        bare(address),
        ca == null ? new Anchors(List.of()) : Anchors.of(ca),
        new Seen(port, PROVISION, ACCOUNT, List.of(1883, 1884, 8080)));
  }

  /** Ports to visit. */
  private record Seen(int https, int provision, int account, List<Integer> plain) {}

  private List<Finding> seen(String host, Anchors anchors, Seen ports) {
    Visit visit = new Visit(anchors, outside.clock());
    Door rest = new Door("REST", host, ports.https());
    List<Finding> found = new ArrayList<>(visit.https(rest));
    if (found.stream().noneMatch(f -> f.level() == Finding.Level.FAULT)) {
      found.addAll(new Interview(anchors, outside.clock()).of(rest));
    }
    found.addAll(visit.broker(door("provision broker", provision, host, ports.provision())));
    found.addAll(visit.broker(door("account broker", accountBroker, host, ports.account())));
    for (int port : ports.plain()) {
      visit.plain(new Door("plain port " + port, host, port)).ifPresent(found::add);
    }
    return found;
  }

  private List<Finding> ofThisMachine(ServerConfig settings) throws IOException {
    List<Finding> found = new ArrayList<>();
    DatabaseState state = DatabaseState.of(settings.database());
    Instant now = outside.clock().instant();
    Optional<MasterKey> key = masterKey(settings);
    Predicate<String> hasKey = kid -> key.filter(k -> k.has(kid)).isPresent();
    if (state.fit() == DatabaseState.Fit.EMPTY) {
      found.add(Finding.fault("database", "none yet: start the server once, or name its --data"));
      return found;
    }
    found.add(Finding.ok("database", DatabaseStatusCommand.fit(state)));
    found.addAll(new Installation(settings.data(), state.keys(), hasKey).look(now));
    state
        .time()
        .ifPresent(there -> found.add(Interview.apart("database clock", "database", there, now)));
    found.add(publicHost(settings));
    Path ready = settings.data().resolve("ready.json");
    if (Files.notExists(ready)) {
      found.add(Finding.fault("server", "not running on " + settings.data() + ": slipway serve"));
      return found;
    }
    JsonNode ports = new ObjectMapper().readTree(Files.readString(ready)).path("ports");
    Path root = ca == null ? settings.data().resolve("ca.pem") : ca;
    found.addAll(
        seen(
            settings.publicHost(),
            Anchors.of(root),
            new Seen(
                ports.path("https").asInt(HTTPS),
                ports.path("provisionTls").asInt(PROVISION),
                ports.path("accountTls").asInt(ACCOUNT),
                List.of(
                    ports.path("provisionTcp").asInt(),
                    ports.path("accountTcp").asInt(),
                    ports.path("http").asInt()))));
    return found;
  }

  private Optional<MasterKey> masterKey(ServerConfig settings) throws IOException {
    return Files.notExists(settings.masterKey())
        ? Optional.empty()
        : Optional.of(MasterKey.openOrCreate(settings.masterKey(), outside.random()));
  }

  private static Finding publicHost(ServerConfig settings) {
    String name = settings.publicHost();
    boolean alone = Addresses.loopback(settings.host());
    if (!Addresses.known(name)) {
      return Finding.fault(
          "public host", name + " is not known here: make it known to DNS, or set --public-host");
    }
    return Addresses.loopback(name) && !alone
        ? Finding.warning(
            "public host",
            name + " is what devices are told, and means each device itself: set --public-host")
        : Finding.ok("public host", name);
  }

  private static Door door(String name, String given, String host, int port) {
    if (given == null) {
      return new Door(name, host, port);
    }
    URI address = url("mqtts://" + given);
    if (address.getPort() < 0) {
      throw StartRefusedException.wrongConfiguration(given + " is not HOST:PORT");
    }
    return new Door(name, bare(address), address.getPort());
  }

  private static URI url(String text) {
    try {
      URI address = URI.create(text);
      if (address.getHost() != null) {
        return address;
      }
    } catch (IllegalArgumentException e) {
      throw StartRefusedException.wrongConfiguration(text + " is no address");
    }
    throw StartRefusedException.wrongConfiguration(text + " is no address");
  }

  private static String bare(URI address) {
    return address.getHost().replaceAll("[\\[\\]]", "");
  }

  private static String word(Finding finding) {
    return finding.level().name().toLowerCase(Locale.ROOT);
  }

  private static ObjectNode json(List<Finding> found) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    var findings = json.putArray("findings");
    found.forEach(
        f ->
            findings
                .addObject()
                .put("subject", f.subject())
                .put("level", word(f))
                .put("text", f.text()));
    return json;
  }
}
