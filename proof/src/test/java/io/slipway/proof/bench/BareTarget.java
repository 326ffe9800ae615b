// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.bench;

import io.slipway.proof.Project;
import io.slipway.proof.device.Door;
import io.slipway.proof.device.Login;
import io.slipway.proof.world.Trust;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** {@link BareServer} as a process, with the flags that the launcher gives to the server. */
final class BareTarget implements Target {
  private final Process process;
  private final Door door;

  private BareTarget(Process process, Door door) {
    this.process = process;
    this.door = door;
  }

  static BareTarget start(Cores cores, Path folder) throws IOException {
    Files.createDirectories(folder);
    Process process =
        new ProcessBuilder(
                cores.forServer(
                    Project.java().toString(),
                    "--enable-native-access=ALL-UNNAMED",
                    "-XX:+UseSerialGC",
                    "-cp",
                    System.getProperty("java.class.path"),
                    BareServer.class.getName(),
                    folder.toString()))
            .redirectError(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
            .start();
    BufferedReader output = process.inputReader();
    int port = Integer.parseInt(output.readLine());
    Trust trust = Trust.in(folder.resolve("ca.pem"));
    return new BareTarget(process, new Door("localhost", port, Optional.of(trust)));
  }

  @Override
  public String name() {
    return "bare";
  }

  @Override
  public long pid() {
    return process.pid();
  }

  @Override
  public Optional<Long> database() {
    return Optional.empty();
  }

  @Override
  public Door door() {
    return door;
  }

  @Override
  public List<BareTalk> talks(String name, int number) {
    return IntStream.range(0, number)
        .mapToObj(i -> new BareTalk(Login.of(name + "-" + i, name + "-user", "secret")))
        .toList();
  }

  @Override
  public void check(List<? extends Talk> played) {
    // It keeps nothing that could be lost.
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
