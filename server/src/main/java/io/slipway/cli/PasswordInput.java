// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import java.io.BufferedReader;
import java.io.IOException;

/** Reads a password that comes by standard input. */
final class PasswordInput {
  private PasswordInput() {}

  static String line(BufferedReader in) {
    try {
      String line = in.readLine();
      if (line == null || line.isEmpty()) {
        throw new CliException("standard input holds no password");
      }
      return line;
    } catch (IOException e) {
      throw new CliException("standard input cannot be read", e);
    }
  }
}
