// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.agent;

import io.slipway.proof.Project;
import io.slipway.proof.chaos.Programs;
import io.slipway.proof.world.Patience;
import io.slipway.proof.world.PlacedOrder;
import io.slipway.proof.world.Slipway;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The packaged agent as a process, started as on a small device. Its folder outlives it, so that it
 * can be killed and started again.
 */
public final class AgentProcess implements AutoCloseable {
  private static final Duration END_LIMIT = Duration.ofMinutes(2);

  private final Path folder;
  private final List<String> program;
  private final Map<String, String> settings = new LinkedHashMap<>();
  private final Map<String, String> environment = new LinkedHashMap<>();
  private final List<String> options = new ArrayList<>();
  private Process process;
  private int seen;

  /** An agent that is to fill an order; {@code folder} must be its own. */
  public AgentProcess(Path folder, Path java, PlacedOrder order) {
    this(folder, packaged(java), order);
  }

  /** Another program that is started as the agent is. */
  AgentProcess(Path folder, List<String> program, PlacedOrder order) {
    this.folder = folder;
    this.program = program;
    set("client-id", order.clientId());
    set("username", order.username());
    set("password", order.password());
    order.activationKey().ifPresent(key -> set("activation-key", key));
    set("retry-interval", "1");
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> packaged(Path java) {
    return List.of(
        java.toString(),
        "-XX:+UseSerialGC",
        "-Xmx24m",
        "-Xmn2m",
        "-XX:TieredStopAtLevel=1",
        "-Xss256k",
        "-jar",
        Project.agentJar().toString());
  }

  /** An agent that reaches the platform as most devices do, on the oldest Java. */
  static AgentProcess usual(Path folder, Slipway slipway, PlacedOrder order) {
    return new AgentProcess(folder.resolve(order.clientId()), Project.oldestJava(), order)
        .set("broker-url", "mqtts://localhost:" + slipway.ports().provisionTls())
        .set("ca-file", slipway.ca().toString());
  }

  public AgentProcess set(String key, String value) {
    settings.put(key, value);
    return this;
  }

  /** The next start sees another time, such as {@code +300d}; uptime goes on as it is. */
  AgentProcess clock(String shift) {
    environment.put("LD_PRELOAD", Programs.clockLibrary().toString());
    environment.put("FAKETIME", shift);
    environment.put("FAKETIME_DONT_FAKE_MONOTONIC", "1");
    environment.put("FAKETIME_FORCE_MONOTONIC_FIX", "0");
    environment.put("NO_FAKE_STAT", "1");
    return this;
  }

  /** Removes what the order has set, so that the device has to know it by itself. */
  AgentProcess unset(String key) {
    settings.remove(key);
    return this;
  }

  /** An option of Java. */
  AgentProcess java(String option) {
    options.add(option);
    return this;
  }

  Path folder() {
    return folder;
  }

  /** Writes the configuration, as the one who installs the device does. */
  public AgentProcess configure() {
    String text =
        settings.entrySet().stream()
            .map(e -> e.getKey() + "=" + e.getValue())
            .collect(Collectors.joining("\n", "# as installed\n", "\n"));
    try {
      Files.writeString(configuration(), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  Path configuration() {
    return folder.resolve("agent.properties");
  }

  public String configurationText() {
    return text(configuration());
  }

  /** Starts it; what is awaited from now on is what this process prints. */
  public AgentProcess start() {
    seen = output().length();
    try {
      List<String> command = new ArrayList<>(program);
      command.addAll(1, options);
      command.addAll(List.of("--config", configuration().toString()));
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
              .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
      builder.environment().putAll(environment);
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  long pid() {
    return process.pid();
  }

  /** Waits until this process has printed a text. */
  AgentProcess await(String text) {
    Patience.until(
        folder.getFileName() + " saying '" + text + "'",
        () -> {
          if (outputSinceStart().contains(text)) {
            return true;
          }
          if (!process.isAlive() && !outputSinceStart().contains(text)) {
            throw new AssertionError("the agent ended before '" + text + "':\n" + output());
          }
          return false;
        });
    return this;
  }

  public AgentProcess awaitWork() {
    return await("at work in account");
  }

  String outputSinceStart() {
    return output().substring(seen);
  }

  /** What all agents in this folder have printed. */
  String output() {
    return Files.exists(log()) ? text(log()) : "";
  }

  /** Ends it as loss of power would. */
  public void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  /** Asks it to end (SIGTERM), and returns its exit code. */
  public int terminate() {
    process.destroy();
    return awaitEnd();
  }

  /** Waits until it ends by itself, and returns its exit code. */
  int awaitEnd() {
    try {
      if (!process.waitFor(END_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("the agent does not end:\n" + output());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the test was interrupted", e);
    }
  }

  @Override
  public void close() {
    if (process != null && process.isAlive()) {
      kill();
    }
  }

  private Path log() {
    return folder.resolve("agent.log");
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
