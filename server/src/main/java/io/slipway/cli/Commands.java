// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** All commands that speak with a server, and how what goes wrong in them is told. */
public final class Commands {
  private final Surroundings surroundings;

  public Commands(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** Adds them to a program's commands. */
  public void addTo(CommandLine program) {
    program.addSubcommand(new CommandLine(new LoginCommand(surroundings)));
    program.addSubcommand(new CommandLine(new LogoutCommand(surroundings)));
    program.addSubcommand(new CommandLine(new ExplainCommand(surroundings)));
    addTenancy(program);
    program.addSubcommand(
        noun(
            "request",
            "Order devices, and see how they come along.",
            List.of(
                new RequestCreateCommand(surroundings),
                new RequestListCommand(surroundings),
                new RequestShowCommand(surroundings),
                new RequestWaitCommand(surroundings),
                new RequestRevealCommand(surroundings),
                new RequestStopCommand(surroundings),
                new RequestRearmCommand(surroundings),
                new RequestDeleteCommand(surroundings))));
    program.addSubcommand(
        noun(
            "device",
            "See the devices that have arrived.",
            List.of(new DeviceListCommand(surroundings), new DeviceShowCommand(surroundings))));
    program.addSubcommand(
        noun(
            "endpoint",
            "Manage the brokers that devices are sent to.",
            List.of(
                new EndpointListCommand(surroundings), new EndpointCreateCommand(surroundings))));
    addOrders(program);
    addImports(program);
  }

  private void addOrders(CommandLine program) {
    program.addSubcommand(
        noun(
            "template",
            "Write down what many devices share.",
            List.of(
                new TemplateListCommand(surroundings),
                new TemplateShowCommand(surroundings),
                new TemplateSetCommand(surroundings),
                new TemplateSchemaCommand(surroundings),
                new TemplateDeleteCommand(surroundings))));
    program.addSubcommand(
        noun(
            "service",
            "Supply values for the placeholders of templates.",
            List.of(
                new ServiceListCommand(surroundings),
                new ServiceShowCommand(surroundings),
                new ServiceSetCommand(surroundings),
                new ServiceDeleteCommand(surroundings))));
    program.addSubcommand(
        noun(
            "group",
            "Sort provided services, by site or whatever they differ by.",
            List.of(
                new GroupListCommand(surroundings),
                new GroupSetCommand(surroundings),
                new GroupDeleteCommand(surroundings))));
    program.addSubcommand(
        noun("bulk", "Order many devices at once.", List.of(new BulkCreateCommand(surroundings))));
  }

  private void addTenancy(CommandLine program) {
    program.addSubcommand(
        noun(
            "account",
            "Manage the accounts below your own.",
            List.of(
                new AccountCreateCommand(surroundings),
                new ListCommand(surroundings, Nouns.ACCOUNT),
                new ShowCommand(surroundings, Nouns.ACCOUNT),
                new DeleteCommand(surroundings, Nouns.ACCOUNT))));
    program.addSubcommand(
        noun(
            "user",
            "Manage people and programs, and what they may do.",
            List.of(
                new UserCreateCommand(surroundings),
                new ListCommand(surroundings, Nouns.USER),
                new ShowCommand(surroundings, Nouns.USER),
                new UserSetCommand(surroundings),
                new UserPasswordCommand(surroundings),
                new DeleteCommand(surroundings, Nouns.USER))));
    program.addSubcommand(
        noun(
            "credential",
            "Manage the API keys that programs log in with.",
            List.of(
                new CredentialCreateCommand(surroundings),
                new ListCommand(surroundings, Nouns.CREDENTIAL),
                new DeleteCommand(surroundings, Nouns.CREDENTIAL))));
    program.addSubcommand(
        noun("audit", "See who did what.", List.of(new AuditListCommand(surroundings))));
  }

  private void addImports(CommandLine program) {
    program.addSubcommand(
        noun(
            "import",
            "Order the devices of a file.",
            List.of(
                new ImportStartCommand(surroundings),
                new ImportListCommand(surroundings),
                new ImportShowCommand(surroundings),
                new ImportCancelCommand(surroundings),
                new ImportFailuresCommand(surroundings),
                new ImportSecretsCommand(surroundings),
                new ImportLabelsCommand(surroundings),
                new ImportPreviewCommand(surroundings))));
  }

  /** Sets what holds for all commands; to be called when all have been added. */
  public void configure(CommandLine program) {
    program
        .setOut(surroundings.out())
        .setErr(surroundings.err())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setAbbreviatedSubcommandsAllowed(false)
        .setColorScheme(
            CommandLine.Help.defaultColorScheme(surroundings.colours() ? Ansi.ON : Ansi.OFF))
        .setParameterExceptionHandler(this::wrongUsage)
        .setExecutionExceptionHandler(this::failed)
        .registerConverter(Moment.class, Moment::parse);
    addHelp(program);
  }

  /** A noun with the verbs that go with it. */
  public static CommandLine noun(
      String name, String description, List<? extends Callable<Integer>> verbs) {
    CommandLine noun = new CommandLine(new NounCommand());
    noun.getCommandSpec().name(name).usageMessage().description(description);
    verbs.forEach(v -> noun.addSubcommand(new CommandLine(v)));
    return noun;
  }

  private static void addHelp(CommandLine command) {
    if (!command.getCommandSpec().optionsMap().containsKey("--help")) {
      command
          .getCommandSpec()
          .addOption(
              OptionSpec.builder("-h", "--help")
                  .usageHelp(true)
                  .description("Show this help.")
                  .build());
    }
    command.getSubcommands().values().forEach(Commands::addHelp);
  }

  private int wrongUsage(ParameterException wrong, String[] args) {
    surroundings.err().println(wrong.getMessage());
    CommandLine.UnmatchedArgumentException.printSuggestions(wrong, surroundings.err());
    surroundings
        .err()
        .println("See: " + wrong.getCommandLine().getCommandSpec().qualifiedName() + " --help");
    return CommandLine.ExitCode.USAGE;
  }

  private int failed(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
    String reason = e instanceof CliException ? e.getMessage() : "something broke here: " + e;
    surroundings.err().println("slipway: " + reason);
    return RestCommand.REFUSED;
  }
}
