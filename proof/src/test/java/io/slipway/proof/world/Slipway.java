// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.world;

import io.slipway.proof.Project;
import io.slipway.proof.world.Ready.Ports;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The packaged server as a process of its own, started as the launcher starts it, on loopback and
 * on free ports. Its data folder and ports outlive it, so that it can be killed and started again.
 */
public final class Slipway implements AutoCloseable {
  public static final String ADMIN_PASSWORD = "proof-of-slipway";
  private static final Duration START_LIMIT = Duration.ofMinutes(4);
  private static final Duration STOP_LIMIT = Duration.ofMinutes(2);
  private static final int SHOWN_OUTPUT = 6_000;

  private final Path data;
  private final Path log;
  private final List<String> launcher;
  private final List<String> flags;
  private final Optional<Ports> reached;
  private final Trust trust;
  private Process process;
  private Ready ready;
  private Optional<Operator> operator = Optional.empty();

  private Slipway(
      List<String> launcher, Path folder, List<String> flags, Ports own, Optional<Ports> reached) {
    this.launcher = launcher;
    this.flags = flags;
    this.data = folder.resolve("data");
    this.log = folder.resolve("server.log");
    this.reached = reached;
    begin(own);
    this.trust = Trust.in(ready.ca());
  }

  /** Starts a new server; its data go below the folder. */
  public static Slipway start(Path folder, String... flags) {
    return startUnder(List.of(), folder, flags);
  }

  /** The same, through a program that becomes what it is told to run. */
  public static Slipway startUnder(List<String> launcher, Path folder, String... flags) {
    return new Slipway(launcher, folder, List.of(flags), Ports.ANY, Optional.empty());
  }

  /** A server that listens on these ports elsewhere, and is reached from here by others. */
  public static Slipway startBehind(
      List<String> launcher, Path folder, Ports own, Ports reached, String... flags) {
    return new Slipway(launcher, folder, List.of(flags), own, Optional.of(reached));
  }

  public Ports ports() {
    return reached.orElse(ready.ports());
  }

  /** Where it listens for what is off unless it is asked for. */
  public int port(String name) {
    return Ready.port(data, name);
  }

  public Path dataFolder() {
    return data;
  }

  public long pid() {
    return process.pid();
  }

  /** The authority's certificate, as a file. */
  public Path ca() {
    return ready.ca();
  }

  public Trust trust() {
    return trust;
  }

  /** The administrator, logged in by REST. */
  public Operator operator() {
    if (operator.isEmpty()) {
      operator = Optional.of(Operator.login(ports(), trust));
    }
    return operator.get();
  }

  /** What all servers on this folder have printed. */
  public String output() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends the server as loss of power would. */
  public void kill() {
    logOut();
    process.destroyForcibly();
    awaitEnd();
  }

  /** Asks the server to end (SIGTERM), and returns its exit code. */
  public int terminate() {
    logOut();
    process.destroy();
    return awaitEnd();
  }

  /** Starts a server on what the last one has left, on the same ports. */
  public void startAgain() {
    begin(ready.ports());
  }

  /** Starts it once more and asks it to end before it is ready; returns its exit code. */
  public int startAgainAndTerminateAtOnce() {
    launch(ready.ports());
    Patience.await("a server that has begun", START_LIMIT, this::begunOrDead);
    return terminate();
  }

  private Optional<Boolean> begunOrDead() {
    try {
      boolean begun = Files.readString(data.resolve("lock")).contains(Long.toString(process.pid()));
      return begun || !process.isAlive() ? Optional.of(true) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void logOut() {
    operator.ifPresent(Operator::close);
    operator = Optional.empty();
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      kill();
    }
  }

  private void begin(Ports ports) {
    launch(ports);
    ready = Patience.await("a ready server", START_LIMIT, this::readyOrDead);
  }

  private void launch(Ports ports) {
    try {
      process =
          command(ports)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Optional<Ready> readyOrDead() {
    Optional<Ready> written = Ready.in(data).filter(r -> r.pid() == process.pid());
    if (written.isEmpty() && !process.isAlive()) {
      throw new AssertionError("the server ended instead of getting ready:\n" + tail());
    }
    return written;
  }

  private String tail() {
    String all = output();
    return all.substring(Math.max(0, all.length() - SHOWN_OUTPUT));
  }

  private ProcessBuilder command(Ports ports) {
    List<String> command = new ArrayList<>(launcher);
    command.add(Project.java().toString());
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC"));
    command.addAll(List.of("-jar", Project.serverJar().toString(), "serve"));
    command.addAll(List.of("--data", data.toString()));
    if (!flags.contains("--host")) {
      command.addAll(List.of("--host", "127.0.0.1"));
    }
    Map.of(
            "--provision-tls-port", ports.provisionTls(),
            "--provision-tcp-port", ports.provisionTcp(),
            "--https-port", ports.https(),
            "--http-port", ports.http(),
            "--account-tls-port", ports.accountTls(),
            "--account-tcp-port", ports.accountTcp())
        .forEach((flag, port) -> command.addAll(List.of(flag, port.toString())));
    command.addAll(flags);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("SLIPWAY_"));
    builder.environment().put("SLIPWAY_ADMIN_PASSWORD", ADMIN_PASSWORD);
    return builder;
  }

  private int awaitEnd() {
    try {
      if (!process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("the server does not end:\n" + tail());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the test was interrupted", e);
    }
  }
}
