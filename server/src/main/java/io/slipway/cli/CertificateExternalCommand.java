// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code slipway certificate external}. */
@Command(
    name = "external",
    description = "Let the certificates of devices come from an authority that speaks EST.",
    footer = {"", "\"certificate import --remove\" takes it back."})
final class CertificateExternalCommand extends RestCommand {
  @Parameters(
      paramLabel = "URL",
      description = "Such as https://ca.example/.well-known/est, without /cacerts.")
  private String url;

  @Option(
      names = "--ca",
      required = true,
      paramLabel = "FILE",
      description = "PEM: who vouches for that server.")
  private Path ca;

  @Option(names = "--username", paramLabel = "NAME", description = "For HTTP Basic.")
  private String username;

  @Option(names = "--password-stdin", description = "Read the password for it from standard input.")
  private boolean passwordFromInput;

  @Option(
      names = "--certificate",
      paramLabel = "FILE",
      description = "PEM: a certificate to log in there with, with those above it.")
  private Path certificate;

  @Option(names = "--key", paramLabel = "FILE", description = "Its key: PKCS#8 in PEM.")
  private Path key;

  CertificateExternalCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int run(Connection connection) {
    ObjectNode order =
        JsonNodeFactory.instance
            .objectNode()
            .put("url", url)
            .put("trust", CertificateImportCommand.read(ca));
    Given.text(order, "username", username);
    if (passwordFromInput) {
      order.put("password", PasswordInput.line(surroundings().in()));
    }
    if (certificate != null) {
      order.put("certificate", CertificateImportCommand.read(certificate));
    }
    if (key != null) {
      order.put("key", CertificateImportCommand.read(key));
    }
    JsonNode done = connection.rest().post(TrustNouns.AUTHORITY.path() + "/_external", order);
    return show(done, () -> CertificateImportCommand.print(done, out()));
  }
}
