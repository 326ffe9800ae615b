// SPDX-License-Identifier: Apache-2.0
package io.slipway;

import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;

/** {@code slipway version}. */
@Command(name = "version", description = "Say which version this is.")
final class VersionCommand implements Callable<Integer> {
  private final PrintWriter out;

  /** The flag that does the same. */
  static OptionSpec flag() {
    return OptionSpec.builder("-V", "--version")
        .versionHelp(true)
        .description("Say which version this is.")
        .build();
  }

  VersionCommand(PrintWriter out) {
    this.out = out;
  }

  @Override
  public Integer call() {
    out.println(line());
    return CommandLine.ExitCode.OK;
  }

  /** As people are told. */
  static String line() {
    return "slipway " + version() + ", Java " + Runtime.version();
  }

  /** As the jar's manifest says; there is none while the classes are not packaged. */
  static String version() {
    return Optional.ofNullable(VersionCommand.class.getPackage().getImplementationVersion())
        .orElse("unpackaged");
  }
}
