// SPDX-License-Identifier: Apache-2.0
package io.slipway;

import io.slipway.cli.Commands;
import io.slipway.cli.Surroundings;
import io.slipway.security.TlsSuites;
import java.io.BufferedReader;
import java.io.Console;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** The program {@code slipway}. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    TlsSuites.refuseRenegotiation();
    System.exit(run(List.of(args), System.getenv(), System.in, System.out, System.err));
  }

  /**
   * Runs one command to its end, as the process does.
   *
   * @param environment variables, in the place of the process's own
   * @return its exit code: 0 done, 1 refused or failed, 2 wrong usage
   */
  public static int run(
      List<String> args,
      Map<String, String> environment,
      InputStream in,
      PrintStream out,
      PrintStream err) {
    Outside outside = Outside.ofThisProcess(environment);
    Surroundings surroundings = surroundings(outside, in, out, err);
    int exitCode = program(outside, surroundings).execute(args.toArray(String[]::new));
    // What does not end with a line is still on its way.
    surroundings.out().flush();
    surroundings.err().flush();
    return exitCode;
  }

  /** The program with all its commands. */
  static CommandLine program(Outside outside, Surroundings surroundings) {
    CommandLine program = new CommandLine(new Program());
    program.getCommandSpec().version(VersionCommand.line()).addOption(VersionCommand.flag());
    program.addSubcommand(
        new ServeCommand(outside, surroundings.out(), surroundings.err()).command());
    Commands commands = new Commands(surroundings);
    commands.addTo(program);
    LocalCommand.addTo(program, outside, surroundings);
    program.addSubcommand(AgentCommand.command());
    program.addSubcommand(new CommandLine(new DemoCommand(outside, surroundings)));
    program.addSubcommand(new CommandLine(new VersionCommand(surroundings.out())));
    commands.configure(program);
    return program;
  }

  private static Surroundings surroundings(
      Outside outside, InputStream in, PrintStream out, PrintStream err) {
    Charset charset = out.charset();
    return new Surroundings(
        new BufferedReader(new InputStreamReader(in, charset)),
        new PrintWriter(out, true, charset),
        new PrintWriter(err, true, charset),
        Main::ask,
        outside.environment(),
        outside.configFolder(),
        outside.dataFolder(),
        outside.clock(),
        Main::pause,
        Ansi.AUTO.enabled());
  }

  private static Optional<String> ask(String question) {
    Console console = System.console();
    return Optional.ofNullable(console)
        .map(c -> c.readPassword("%s", question))
        .filter(answer -> answer.length > 0)
        .map(String::new);
  }

  private static void pause(Duration duration) {
    try {
      if (new CountDownLatch(1).await(duration.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException("nobody counts this down");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
