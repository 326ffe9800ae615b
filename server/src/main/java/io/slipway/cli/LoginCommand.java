// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code slipway login}. */
@Command(
    name = "login",
    description = "Log in at a server; the commands after it speak with that one.",
    footer = {
      "",
      "The password comes from standard input (--password-stdin), from the variable",
      "SLIPWAY_PASSWORD, or is asked for; programs log in with an API key in the",
      "variable SLIPWAY_API_KEY instead. A server that runs on this machine needs",
      "neither --server nor --ca."
    })
final class LoginCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Spec private CommandSpec spec;

  @Option(
      names = "--server",
      paramLabel = "URL",
      description = "Such as https://slipway.example:8443 (default: the one on this machine).")
  private URI server;

  @Option(
      names = "--user",
      paramLabel = "NAME",
      defaultValue = "admin",
      description = "Who logs in (default: ${DEFAULT-VALUE}).")
  private String user;

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description = "Accept only servers whose certificate comes from one in this PEM file.")
  private Path ca;

  @Option(names = "--password-stdin", description = "Read the password from standard input.")
  private boolean passwordFromInput;

  LoginCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    Optional<LocalServer> local = LocalServer.in(surroundings.dataFolder());
    URI address = address(local);
    String caPem = caPem(address, local);
    Optional<String> apiKey = surroundings.variable("SLIPWAY_API_KEY");
    try (RestClient rest = RestClient.anonymous(address, caPem)) {
      JsonNode answer =
          apiKey.isPresent() ? withKey(rest, apiKey.get()) : withPassword(rest, password());
      SavedLogin login =
          SavedLogin.of(address, apiKey.isPresent() ? "API key" : user, answer, caPem);
      login.save(surroundings.configFolder());
      surroundings
          .out()
          .println(
              "Logged in at "
                  + address
                  + " as "
                  + login.user()
                  + " until "
                  + Text.time(answer, "refreshExpiresOn"));
    }
    return RestCommand.DONE;
  }

  private JsonNode withPassword(RestClient rest, String password) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("username", user).put("password", password);
    return rest.post("authentication/user", body);
  }

  private static JsonNode withKey(RestClient rest, String apiKey) {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("apiKey", apiKey);
    return rest.post("authentication/apikey", body);
  }

  private URI address(Optional<LocalServer> local) {
    if (server == null) {
      return local
          .map(LocalServer::address)
          .orElseThrow(
              () ->
                  new CliException(
                      "no server is ready on this machine (looked in "
                          + surroundings.dataFolder()
                          + "); start one with: slipway serve, or name one with --server URL"));
    }
    String scheme = String.valueOf(server.getScheme()).toLowerCase(Locale.ROOT);
    if (server.getHost() == null || !scheme.equals("https") && !scheme.equals("http")) {
      throw new ParameterException(
          spec.commandLine(), "--server takes an address such as https://slipway.example:8443");
    }
    return server;
  }

  private String caPem(URI address, Optional<LocalServer> local) {
    if (ca != null) {
      try {
        return Files.readString(ca);
      } catch (IOException e) {
        throw new CliException("the CA file " + ca + " cannot be read", e);
      }
    }
    return local.filter(l -> l.at(address)).map(LocalServer::caPem).orElse("");
  }

  private String password() {
    if (passwordFromInput) {
      return PasswordInput.line(surroundings.in());
    }
    return surroundings
        .variable("SLIPWAY_PASSWORD")
        .or(() -> surroundings.prompt().apply("Password of " + user + ": "))
        .orElseThrow(
            () ->
                new CliException(
                    "there is nobody to ask for the password; use --password-stdin or set"
                        + " SLIPWAY_PASSWORD"));
  }
}
