// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code slipway certificate import}. */
@Command(
    name = "import",
    description = "Let the certificates of devices come from an authority of your own.")
final class CertificateImportCommand extends RestCommand {
  private static final int LONGEST = 64 * 1024;

  @ArgGroup(exclusive = true, multiplicity = "1")
  private What what;

  CertificateImportCommand(Surroundings surroundings) {
    super(surroundings);
  }

  /** Where they are to come from. */
  private static final class What {
    @ArgGroup(exclusive = false)
    private Brought files;

    @Option(names = "--remove", description = "From the account's own authority again.")
    private boolean remove;
  }

  /** What is brought. */
  private static final class Brought {
    @Option(
        names = "--chain",
        required = true,
        paramLabel = "FILE",
        description = "PEM: the authority first, its self-signed root last.")
    private Path chain;

    @Option(
        names = "--key",
        required = true,
        paramLabel = "FILE",
        description = "Its private key: PKCS#8 in PEM, not encrypted.")
    private Path key;
  }

  @Override
  int run(Connection connection) {
    ObjectNode order = JsonNodeFactory.instance.objectNode();
    if (what.remove) {
      JsonNode own = connection.rest().post(TrustNouns.AUTHORITY.path() + "/_useOwn", order);
      return show(own, () -> print(own, out()));
    }
    order.put("chain", read(what.files.chain)).put("key", read(what.files.key));
    JsonNode done = connection.rest().post(TrustNouns.AUTHORITY.path() + "/_import", order);
    return show(done, () -> print(done, out()));
  }

  /** Says where devices get their certificates from. */
  static void print(JsonNode all, PrintWriter out) {
    for (JsonNode one : all.path("items")) {
      boolean current = one.path("state").asText().equals("CURRENT");
      if (current && one.path("purpose").asText().equals("DEVICES")) {
        out.println("Devices get certificates from " + Text.of(one, "subject") + ".");
      }
    }
  }

  static String read(Path file) {
    try {
      if (Files.size(file) > LONGEST) {
        throw new CliException(file + " is too long for what it should hold");
      }
      return Files.readString(file, StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new CliException(file + " cannot be read", e);
    }
  }
}
