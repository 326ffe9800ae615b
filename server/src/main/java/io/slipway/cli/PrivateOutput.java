// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where secrets go that are told only once. */
final class PrivateOutput {
  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Write it to this file, which only its owner may read.")
  private Path file;

  void take(RestClient rest, String path, PrintWriter out) {
    if (file == null) {
      rest.download(path, line -> out.println(line));
      return;
    }
    // Tried before they are told.
    PrivateFiles.write(file, "");
    StringBuilder secrets = new StringBuilder();
    rest.download(path, line -> secrets.append(line).append('\n'));
    PrivateFiles.write(file, secrets.toString());
    out.println("The secrets are in " + file + ", and nowhere else in clear.");
  }
}
