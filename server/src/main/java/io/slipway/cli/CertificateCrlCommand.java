// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import io.slipway.protocol.signing.Pem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code slipway certificate crl}. */
@Command(
    name = "crl",
    description = "Print the list of the account's revoked certificates, in PEM.",
    footer = {
      "",
      "Brokers such as Mosquitto refuse the devices whose certificates are on it. It",
      "has to be fetched anew before it ends, which is 24 hours after it was made."
    })
final class CertificateCrlCommand extends RestCommand {
  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Write it to this file, whole or not at all.")
  private Path file;

  CertificateCrlCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int run(Connection connection) {
    String pem = Pem.block("X509 CRL", connection.rest().published("current.crl"));
    if (file == null) {
      out().print(pem);
      out().flush();
    } else {
      write(pem);
    }
    return DONE;
  }

  /** Others may read it, a broker under a user of its own for one. */
  private void write(String pem) {
    Path draft = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.writeString(draft, pem, StandardCharsets.US_ASCII);
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new CliException("cannot write " + file + " (" + e + ")", e);
    }
  }
}
