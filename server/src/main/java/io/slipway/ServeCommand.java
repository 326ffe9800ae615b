// SPDX-License-Identifier: Apache-2.0
package io.slipway;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** {@code slipway serve}: runs the server until the process is told to end. */
final class ServeCommand implements Callable<Integer> {
  private final CommandSpec spec = CommandSpec.wrapWithoutInspection(this);
  private final Outside outside;
  private final PrintWriter out;
  private final PrintWriter err;

  ServeCommand(Outside outside, PrintWriter out, PrintWriter err) {
    this.outside = outside;
    this.out = out;
    this.err = err;
    spec.name("serve")
        .usageMessage()
        .description("Run the server. It needs no configuration.")
        .footer(
            "",
            "Each setting has an environment variable too, such as SLIPWAY_HTTPS_PORT, and",
            "a key in the configuration file, such as https-port. A flag comes before the",
            "environment, which comes before the file. SLIPWAY_ADMIN_PASSWORD sets the",
            "administrator's password when a server first starts.");
    for (Setting setting : Setting.values()) {
      spec.addOption(
          OptionSpec.builder(setting.flag())
              .paramLabel(setting.label())
              .type(String.class)
              .description(setting.description() + " (" + setting.usual() + ")")
              .build());
    }
  }

  CommandLine command() {
    return new CommandLine(spec);
  }

  @Override
  public Integer call() {
    try {
      return serve();
    } catch (StartRefusedException refused) {
      refused.getMessage().lines().forEach(line -> err.println("slipway: " + line));
      return refused.exitCode();
    }
  }

  private int serve() {
    ServerConfig config =
        ConfigReader.read(new ConfigSources(flags(), outside.environment()), outside.dataFolder());
    LogSetup.apply(config.logLevel(), config.logFormat());
    CountDownLatch ended = new CountDownLatch(1);
    Instant began = outside.clock().instant();
    Server server = start(config, ended);
    greet(server, Duration.between(began, outside.clock().instant()));
    await(ended);
    return CommandLine.ExitCode.OK;
  }

  /** Who is told to stop before there is anything to stop has nothing to finish. */
  private Server start(ServerConfig config, CountDownLatch ended) {
    Runtime runtime = Runtime.getRuntime();
    Thread early = new Thread(() -> halt("Stopped before it was ready."), "early-shutdown");
    runtime.addShutdownHook(early);
    try {
      Server server = Start.server(config, outside, out::println);
      runtime.addShutdownHook(new Thread(() -> end(server, ended), "shutdown"));
      return server;
    } finally {
      runtime.removeShutdownHook(early);
    }
  }

  private void greet(Server server, Duration took) {
    out.println("Slipway " + VersionCommand.version() + " is ready after " + seconds(took) + ".");
    server.description().forEach(out::println);
    out.println("Next: " + login(server) + ", then slipway request create CLIENT_ID");
  }

  /** The command that logs in here: a server in the usual folder is found without being named. */
  private String login(Server server) {
    return server.folder().equals(outside.dataFolder())
        ? "slipway login"
        : "slipway login --server %s --ca %s".formatted(server.address(), server.ca());
  }

  private static String seconds(Duration duration) {
    return "%d.%d s".formatted(duration.toSeconds(), duration.toMillisPart() / 100);
  }

  private Map<Setting, String> flags() {
    ParseResult parsed = spec.commandLine().getParseResult();
    Map<Setting, String> flags = new EnumMap<>(Setting.class);
    for (Setting setting : Setting.values()) {
      String value = parsed.matchedOptionValue(setting.flag(), null);
      if (value != null) {
        flags.put(setting, value);
      }
    }
    return flags;
  }

  private void end(Server server, CountDownLatch ended) {
    out.println("Stopping; what has begun is finished first.");
    out.flush();
    server.close();
    ended.countDown();
    halt("Stopped.");
  }

  /** A stop that was asked for is a success; Java would report the signal instead. */
  private void halt(String lastWord) {
    out.println(lastWord);
    out.flush();
    Runtime.getRuntime().halt(CommandLine.ExitCode.OK);
  }

  private static void await(CountDownLatch ended) {
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
