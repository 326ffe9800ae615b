// SPDX-License-Identifier: Apache-2.0
package io.slipway;

import io.slipway.agent.ProvisioningAgent;
import io.slipway.cli.Commands;
import io.slipway.cli.Surroundings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.slf4j.event.Level;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * {@code slipway demo}: the whole story in one terminal, with the real server, the real commands
 * and the real agent, in a folder that is removed at the end.
 */
@Command(
    name = "demo",
    description = "Show one provisioning from order to arrival, in a folder that is removed.")
final class DemoCommand implements Callable<Integer> {
  private static final String DEVICE = "demo-gateway";
  private static final int PASSWORD_BYTES = 18;

  private final Outside outside;
  private final Surroundings surroundings;
  private final PrintWriter out;

  DemoCommand(Outside outside, Surroundings surroundings) {
    this.outside = outside;
    this.surroundings = surroundings;
    this.out = surroundings.out();
  }

  @Override
  public Integer call() {
    LogSetup.apply(Level.ERROR, LogFormat.TEXT);
    Instant began = now();
    Path folder = temporaryFolder();
    Thread cleaning = new Thread(() -> remove(folder), "demo-cleaning");
    Runtime.getRuntime().addShutdownHook(cleaning);
    try {
      int result = play(folder);
      out.println();
      out.println(
          result == CommandLine.ExitCode.OK
              ? "That was all, in " + seconds(began) + ". Next: slipway serve"
              : "The demo did not work; the lines above say where.");
      return result;
    } catch (StartRefusedException refused) {
      surroundings.err().println("slipway: " + refused.getMessage());
      return refused.exitCode();
    } finally {
      Runtime.getRuntime().removeShutdownHook(cleaning);
      remove(folder);
    }
  }

  private int play(Path folder) {
    String password = password();
    ServerConfig config = ServerConfig.local(folder.resolve("data"));
    Instant step = now();
    title("1. A server starts, with nothing configured");
    try (Server server =
        Start.server(config, outside.with("SLIPWAY_ADMIN_PASSWORD", password), out::println)) {
      server.description().forEach(out::println);
      took(step);
      return order(folder, server, commands(folder, password));
    }
  }

  private int order(Path folder, Server server, CommandLine slipway) {
    Path settings = folder.resolve("agent.properties");
    Instant step = now();
    title("2. An operator orders what a device shall become");
    if (!run(slipway, "login")
        || !run(
            slipway,
            "request",
            "create",
            DEVICE,
            "--activation-key",
            "--agent-config",
            settings.toString())) {
      return CommandLine.ExitCode.SOFTWARE;
    }
    took(step);
    step = now();
    title("3. The device is powered and connected; nobody touches it");
    ProvisioningAgent agent = agent(settings, server.ca());
    CompletableFuture<Void> running = start(agent);
    boolean arrived = run(slipway, "request", "wait", DEVICE, "--timeout", "60");
    took(step);
    title("4. What the operator sees");
    boolean seen = run(slipway, "request", "show", DEVICE) && run(slipway, "device", "list");
    agent.stop();
    running.join();
    return arrived && seen ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }

  private ProvisioningAgent agent(Path settings, Path ca) {
    Instant began = now();
    try {
      return io.slipway.agent.Main.agent(
          settings,
          Map.of("ca-file", ca.toString(), "serial-number", "DEMO-1"),
          line -> out.println("  device, " + seconds(began) + ": " + line));
    } catch (IOException e) {
      throw StartRefusedException.because("the demo's device cannot start: " + e.getMessage(), e);
    }
  }

  private CompletableFuture<Void> start(ProvisioningAgent agent) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            agent.run();
          } catch (IOException e) {
            surroundings.err().println("device: " + e.getMessage());
          }
        },
        task -> Thread.ofPlatform().name("device").start(task));
  }

  /** The commands as a user has them, with their own folders. */
  private CommandLine commands(Path folder, String password) {
    Map<String, String> environment = new HashMap<>(surroundings.environment());
    environment.put("SLIPWAY_PASSWORD", password);
    CommandLine program = new CommandLine(new Program());
    Commands commands =
        new Commands(
            surroundings.placed(environment, folder.resolve("config"), folder.resolve("data")));
    commands.addTo(program);
    commands.configure(program);
    return program;
  }

  private boolean run(CommandLine slipway, String... command) {
    out.println("$ slipway " + String.join(" ", command));
    return slipway.execute(command) == CommandLine.ExitCode.OK;
  }

  private void title(String text) {
    out.println();
    out.println(text);
  }

  private void took(Instant since) {
    out.println("  (" + seconds(since) + ")");
  }

  private String seconds(Instant since) {
    Duration passed = Duration.between(since, now());
    return "%d.%02d s".formatted(passed.toSeconds(), passed.toMillisPart() / 10);
  }

  private Instant now() {
    return outside.clock().instant();
  }

  private String password() {
    byte[] bytes = new byte[PASSWORD_BYTES];
    outside.random().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private static Path temporaryFolder() {
    try {
      return Files.createTempDirectory("slipway-demo-");
    } catch (IOException e) {
      throw StartRefusedException.because("no temporary folder can be made: " + e.getMessage(), e);
    }
  }

  private static void remove(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException | UncheckedIOException e) {
      // Gone already, or left to the system's own cleaning of temporary files.
    }
  }
}
