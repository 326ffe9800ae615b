// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.nodes;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A network namespace with one cable to this machine, which can be pulled. Making one takes the
 * rights of root.
 */
final class Network implements AutoCloseable {
  private final int number;

  private Network(int number) {
    this.number = number;
  }

  /**
   * Makes a network.
   *
   * @param number 1 to 250, of no other network at the same time
   */
  static Network make(int number) {
    Network network = new Network(number);
    network.close();
    network.lay();
    return network;
  }

  private void lay() {
    ip("netns", "add", name());
    ip("link", "add", outer(), "type", "veth", "peer", "name", inner());
    ip("link", "set", inner(), "netns", name());
    ip("addr", "add", gateway() + "/30", "dev", outer());
    ip("link", "set", outer(), "up");
    ip("-n", name(), "addr", "add", address() + "/30", "dev", inner());
    ip("-n", name(), "link", "set", inner(), "up");
    ip("-n", name(), "link", "set", "lo", "up");
  }

  /** What a program inside is started by. */
  List<String> launcher() {
    return List.of("ip", "netns", "exec", name());
  }

  /** Where a program inside is reached. */
  String address() {
    return "10.77.%d.2".formatted(number);
  }

  /** Where this machine is reached from inside. */
  String gateway() {
    return "10.77.%d.1".formatted(number);
  }

  /**
   * Nothing gets in or out any more, and nobody is told. It is cut at its inner end: this machine
   * would look for another way to an address that its own end leads to no more.
   */
  void cutOff() {
    ip("-n", name(), "link", "set", inner(), "down");
  }

  void heal() {
    ip("-n", name(), "link", "set", inner(), "up");
  }

  @Override
  public void close() {
    run(List.of("ip", "netns", "delete", name()));
    run(List.of("ip", "link", "delete", outer()));
  }

  private String name() {
    return "slipway-" + number;
  }

  private String outer() {
    return "slipway-o" + number;
  }

  private String inner() {
    return "slipway-i" + number;
  }

  private static void ip(String... arguments) {
    List<String> command = new ArrayList<>(List.of("ip"));
    command.addAll(List.of(arguments));
    if (run(command) != 0) {
      throw new AssertionError(
          String.join(" ", command) + " failed; making networks takes the rights of root");
    }
  }

  private static int run(List<String> command) {
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new AssertionError(command + " cannot be run", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the test was interrupted", e);
    }
  }
}
