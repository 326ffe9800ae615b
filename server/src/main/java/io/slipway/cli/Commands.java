// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import io.slipway.cli.ActCommand.Act;
import java.util.List;
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
    addRequests(program);
    addDevices(program);
    addOrders(program);
    addImports(program);
    addEvents(program);
    addCertificates(program);
    addManufacturers(program);
    program.addSubcommand(new CommandLine(new CompletionCommand(surroundings.out())));
  }

  private void addTenancy(CommandLine program) {
    program.addSubcommand(
        noun(
            "account",
            "Manage your account, and those below it.",
            List.of(
                new AccountCreateCommand(surroundings),
                list(Nouns.ACCOUNT, "List the accounts below your own, the newest first."),
                new AccountShowCommand(surroundings),
                new AccountSetCommand(surroundings),
                delete(Nouns.ACCOUNT, "Delete an account that nothing depends on any more."))));
    program.addSubcommand(
        noun(
            "user",
            "Manage people and programs, and what they may do.",
            List.of(
                new UserCreateCommand(surroundings),
                list(Nouns.USER, "List the account's users, the newest first."),
                show(Nouns.USER, "Show a user."),
                new UserSetCommand(surroundings),
                new UserPasswordCommand(surroundings),
                delete(Nouns.USER, "Delete a user, and end all its sessions."))));
    program.addSubcommand(
        noun(
            "credential",
            "Manage passwords, and the API keys that programs log in with.",
            List.of(
                new CredentialCreateCommand(surroundings),
                list(Nouns.CREDENTIAL, "List what users log in with, the newest first."),
                show(Nouns.CREDENTIAL, "Show a credential; its secret is shown to nobody."),
                new CredentialSetCommand(surroundings),
                act(
                    Nouns.CREDENTIAL,
                    new Act("unlock", "_unlock", "is unlocked."),
                    "Forget the wrong guesses at a credential."),
                delete(Nouns.CREDENTIAL, "Delete a credential, and end its user's sessions."))));
    program.addSubcommand(
        noun(
            "audit",
            "See who did what.",
            List.of(
                list(Nouns.AUDIT, "List who did what, the latest first."),
                AuditExportCommand.of(surroundings))));
  }

  private void addRequests(CommandLine program) {
    program.addSubcommand(
        noun(
            "request",
            "Order devices, and see how they come along.",
            List.of(
                new RequestCreateCommand(surroundings),
                list(Nouns.REQUEST, "List provision requests, the newest first."),
                new RequestShowCommand(surroundings),
                named(
                    "attempts",
                    list(Nouns.ATTEMPT, "List a request's attempts, the latest first.")),
                new RequestSetCommand(surroundings),
                new RequestWaitCommand(surroundings),
                new RequestRevealCommand(surroundings),
                new RequestStopCommand(surroundings),
                new RequestRearmCommand(surroundings),
                delete(
                    Nouns.REQUEST,
                    "Delete a request with its attempts and its device's login, which ends for a"
                        + " device that has arrived too."))));
  }

  private void addDevices(CommandLine program) {
    program.addSubcommand(
        noun(
            "device",
            "Look after the devices that have arrived.",
            List.of(
                new DeviceCreateCommand(surroundings),
                list(Nouns.DEVICE, "List the account's devices, the newest first."),
                new DeviceShowCommand(surroundings),
                new DeviceSetCommand(surroundings),
                named("events", list(Nouns.EVENT, "List what happened to a device, latest first.")),
                new DeviceDeleteEventCommand(surroundings),
                named(
                    "certificates",
                    list(TrustNouns.CERTIFICATE, "List the certificates that a device was given.")),
                new DeviceRevokeCommand(surroundings),
                named("packages", list(Nouns.DEVICE_PACKAGE, "List the packages on a device.")),
                delete(
                    Nouns.DEVICE,
                    "Delete a device with its events; one that still has a login comes back."))));
    program.addSubcommand(
        noun(
            "connection",
            "See how devices are connected, and disconnect them.",
            List.of(
                list(Nouns.CONNECTION, "List the connections of devices, the newest first."),
                new ConnectionShowCommand(surroundings),
                new ConnectionSetCommand(surroundings),
                act(
                    Nouns.CONNECTION,
                    new Act("disconnect", "_disconnect", "has ended."),
                    "End a device's connection; it may come again."))));
    program.addSubcommand(
        noun(
            "package",
            "Keep the applications that devices can be given.",
            List.of(
                new PackageUploadCommand(surroundings),
                new PackageReferCommand(surroundings),
                list(Nouns.PACKAGE, "List the account's packages, the newest first."),
                new PackageShowCommand(surroundings),
                new PackageDownloadCommand(surroundings),
                delete(Nouns.PACKAGE, "Delete a package that no open request names."))));
    program.addSubcommand(
        noun(
            "endpoint",
            "Manage the brokers that devices are sent to.",
            List.of(
                new EndpointCreateCommand(surroundings),
                list(Nouns.ENDPOINT, "List the brokers that the account knows."),
                show(Nouns.ENDPOINT, "Show a broker."),
                new EndpointSetCommand(surroundings),
                delete(Nouns.ENDPOINT, "Forget a broker that no request leads to."))));
  }

  private void addOrders(CommandLine program) {
    program.addSubcommand(
        noun(
            "template",
            "Write down what many devices share.",
            List.of(
                list(Nouns.TEMPLATE, "List the account's templates."),
                new TemplateShowCommand(surroundings),
                new TemplateSetCommand(surroundings),
                new TemplateSchemaCommand(surroundings),
                delete(
                    Nouns.TEMPLATE,
                    "Delete a template with its services; what was ordered with it stays."))));
    program.addSubcommand(
        noun(
            "service",
            "Supply values for the placeholders of templates.",
            List.of(
                list(Nouns.SERVICE, "List what fills the placeholders of a template."),
                new ServiceShowCommand(surroundings),
                new ServiceSetCommand(surroundings),
                new ServiceDefaultCommand(surroundings),
                new ServiceDeleteCommand(surroundings))));
    program.addSubcommand(
        noun(
            "group",
            "Sort provided services, by site or whatever they differ by.",
            List.of(
                list(Nouns.GROUP, "List the groups of provided services."),
                show(Nouns.GROUP, "Show a group."),
                new GroupSetCommand(surroundings),
                delete(Nouns.GROUP, "Delete a group that no service is of."))));
    program.addSubcommand(
        noun("bulk", "Order many devices at once.", List.of(new BulkCreateCommand(surroundings))));
  }

  private void addImports(CommandLine program) {
    program.addSubcommand(
        noun(
            "import",
            "Order the devices of a file.",
            List.of(
                new ImportStartCommand(surroundings),
                list(Nouns.IMPORT, "List the files that orders were imported from."),
                new ImportShowCommand(surroundings),
                new ImportWatchCommand(surroundings),
                new ImportCancelCommand(surroundings),
                new ImportFailuresCommand(surroundings),
                new ImportSecretsCommand(surroundings),
                new ImportLabelsCommand(surroundings),
                new ImportPreviewCommand(surroundings),
                delete(Nouns.IMPORT, "Forget an import that has ended; its orders stay."))));
  }

  private void addEvents(CommandLine program) {
    program.addSubcommand(
        noun(
            "webhook",
            "Tell other programs what happens.",
            List.of(
                new WebhookCreateCommand(surroundings),
                list(Nouns.WEBHOOK, "List the account's webhooks, the newest first."),
                show(Nouns.WEBHOOK, "Show a webhook, and how it gets on."),
                new WebhookSetCommand(surroundings),
                new WebhookTestCommand(surroundings),
                new WebhookResumeCommand(surroundings),
                new WebhookRotateCommand(surroundings),
                delete(
                    Nouns.WEBHOOK, "Delete a webhook; what it has not taken is told to nobody."))));
    program.addSubcommand(
        noun("event", "See what happens.", List.of(new EventWatchCommand(surroundings))));
  }

  private void addCertificates(CommandLine program) {
    program.addSubcommand(
        noun(
            "certificate",
            "See and change who issues certificates, and renew expired ones.",
            List.of(
                list(
                    TrustNouns.AUTHORITY,
                    "List the authorities of the account and the platform's."),
                new CertificateCaCommand(surroundings),
                new CertificateRollOverCommand(surroundings),
                new CertificateImportCommand(surroundings),
                new CertificateExternalCommand(surroundings),
                new CertificateCrlCommand(surroundings),
                named(
                    "renewals",
                    list(
                        TrustNouns.RENEWAL,
                        "List devices that want to renew an expired certificate.")),
                act(
                    TrustNouns.RENEWAL,
                    new Act("approve", "_approve", "is approved, for one use."),
                    "Let a device renew its expired certificate, once."),
                act(
                    TrustNouns.RENEWAL,
                    new Act("reject", "_reject", "is rejected."),
                    "Let a device not renew its expired certificate."))));
  }

  private void addManufacturers(CommandLine program) {
    program.addSubcommand(
        noun(
            "manufacturer",
            "Trust manufacturers to tell their devices by certificates.",
            List.of(
                new ManufacturerCreateCommand(surroundings),
                list(TrustNouns.MANUFACTURER, "List the manufacturers that the account trusts."),
                show(TrustNouns.MANUFACTURER, "Show a manufacturer."),
                new ManufacturerSetCommand(surroundings),
                delete(
                    TrustNouns.MANUFACTURER,
                    "Trust a manufacturer no more; its devices come in no longer."))));
  }

  private CommandLine list(Noun noun, String description) {
    return ListCommand.of(surroundings, noun, description);
  }

  private static CommandLine named(String verb, CommandLine command) {
    command.getCommandSpec().name(verb);
    return command;
  }

  private CommandLine show(Noun noun, String description) {
    return ShowCommand.of(surroundings, noun, description);
  }

  private CommandLine act(Noun noun, Act act, String description) {
    return ActCommand.of(surroundings, noun, act, description);
  }

  private CommandLine delete(Noun noun, String description) {
    return DeleteCommand.of(surroundings, noun, description);
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
        .registerConverter(Moment.class, Moment::parse)
        .registerConverter(BrokerAddress.class, BrokerAddress::parse);
    addHelp(program);
  }

  /**
   * A noun with the verbs that go with it.
   *
   * @param verbs commands, or what picocli makes commands of
   */
  public static CommandLine noun(String name, String description, List<?> verbs) {
    CommandLine noun = new CommandLine(new NounCommand());
    noun.getCommandSpec().name(name).usageMessage().description(description);
    verbs.forEach(noun::addSubcommand);
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
