// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
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
      "SLIPWAY_PASSWORD, or is asked for. A server that runs on this machine needs",
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
    String password = password();
    try (RestClient rest = RestClient.anonymous(address, caPem)) {
      ObjectNode body = JsonNodeFactory.instance.objectNode();
      body.put("username", user).put("password", password);
      JsonNode token = rest.post("authentication/user", body);
      SavedLogin login =
          new SavedLogin(
              address,
              user,
              token.required("tokenId").asText(),
              Instant.parse(token.required("expiresOn").asText()),
              caPem);
      login.save(surroundings.configFolder());
      surroundings
          .out()
          .println(
              "Logged in at "
                  + address
                  + " as "
                  + user
                  + " until "
                  + Text.time(token, "expiresOn"));
    }
    return RestCommand.DONE;
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
