// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** OpenSSL, which shares no code with what it looks at. */
public final class OpenSsl {
  private OpenSsl() {}

  /** What it says where it succeeds. */
  public static String run(Path folder, String arguments) throws Exception {
    Result result = tryRun(folder, arguments);
    assertThat(result.code()).as(result.said()).isZero();
    return result.said();
  }

  /**
   * What a client says that shakes hands with a server of this machine and goes away.
   *
   * @param options more of {@code s_client}, separated by single spaces
   */
  public static String shakeHands(int port, String options) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("openssl", "s_client", "-connect", "127.0.0.1:" + port));
    command.addAll(List.of(options.split(" ")));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /** What it says, be it that it fails. */
  public static String said(Path folder, String arguments) throws Exception {
    return tryRun(folder, arguments).said();
  }

  static Result tryRun(Path folder, String arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments.split(" ")));
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Result(process.waitFor(), said);
  }

  record Result(int code, String said) {}
}
