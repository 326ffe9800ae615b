// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import picocli.CommandLine.Option;

/** Where a new password comes from. */
final class NewPassword {
  @Option(names = "--password-stdin", description = "Read the password from standard input.")
  private boolean fromInput;

  String read(Surroundings surroundings, String user) {
    if (fromInput) {
      return PasswordInput.line(surroundings.in());
    }
    String once = ask(surroundings, "New password of " + user + ": ");
    if (!once.equals(ask(surroundings, "The same again: "))) {
      throw new CliException("the two are not the same; nothing was changed");
    }
    return once;
  }

  private static String ask(Surroundings surroundings, String question) {
    return surroundings
        .prompt()
        .apply(question)
        .orElseThrow(
            () ->
                new CliException("there is nobody to ask for the password; use --password-stdin"));
  }
}
