// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent;

import io.slipway.agent.ProvisioningAgent.Brokers;
import io.slipway.agent.ProvisioningAgent.End;
import io.slipway.agent.handler.DirectoryHandler;
import io.slipway.agent.handler.HookHandler;
import io.slipway.agent.handler.IdentityFiles;
import io.slipway.agent.handler.Program;
import io.slipway.agent.handler.SnapshotHandler;
import io.slipway.agent.handler.Snapshots;
import io.slipway.agent.mqtt.Connector;
import io.slipway.agent.mqtt.Inbox;
import io.slipway.agent.mqtt.Trust;
import io.slipway.agent.packages.FirstInstaller;
import io.slipway.agent.packages.PackageContents;
import io.slipway.agent.packages.PackageFetch;
import io.slipway.agent.packages.PackageHook;
import io.slipway.agent.packages.PackageInstaller;
import io.slipway.agent.packages.Packages;
import io.slipway.agent.state.AgentStore;
import io.slipway.protocol.message.Secret;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;

/** The agent as a program; puts its parts together. */
public final class Main {
  private static final int DONE = 0;
  private static final int REFUSED = 1;
  private static final int WRONG_USAGE = 2;

  private Main() {}

  public static void main(String[] args) {
    System.exit(run(List.of(args), System.out, System.err));
  }

  /** Runs an agent until it ends or the process is told to; returns the exit code. */
  public static int run(List<String> args, PrintStream out, PrintStream err) {
    Arguments arguments;
    try {
      arguments = Arguments.parse(args);
    } catch (SettingsException wrong) {
      err.println("agent: " + wrong.getMessage());
      err.println("See: agent --help");
      return WRONG_USAGE;
    }
    if (arguments.help()) {
      out.print(Arguments.HELP);
      return DONE;
    }
    Clock clock = Clock.systemUTC();
    Consumer<String> log =
        line -> out.println(clock.instant().truncatedTo(ChronoUnit.MILLIS) + "  " + line);
    try {
      return run(agent(arguments.file(), arguments.settings(), log));
    } catch (SettingsException | IOException | UncheckedIOException stopped) {
      err.println("agent: " + stopped.getMessage());
      return REFUSED;
    }
  }

  private static int run(ProvisioningAgent agent) throws IOException {
    CountDownLatch ended = new CountDownLatch(1);
    Thread ending = new Thread(() -> end(agent, ended), "shutdown");
    Runtime.getRuntime().addShutdownHook(ending);
    try {
      return agent.run() == End.GAVE_UP ? REFUSED : DONE;
    } finally {
      ended.countDown();
      forget(ending);
    }
  }

  /** An agent that ended by itself has an exit code of its own. */
  private static void forget(Thread ending) {
    try {
      Runtime.getRuntime().removeShutdownHook(ending);
    } catch (IllegalStateException underWay) {
      // The process is being stopped; the hook does the rest.
    }
  }

  /** Lets the agent take its leave before the process is gone. */
  private static void end(ProvisioningAgent agent, CountDownLatch ended) {
    agent.stop();
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    // A stop that was asked for is a success; Java would report the signal instead.
    Runtime.getRuntime().halt(DONE);
  }

  /**
   * Puts an agent together.
   *
   * @param file its configuration
   * @param over settings by key that stand over those of the file
   * @param log told what happens
   */
  public static ProvisioningAgent agent(Path file, Map<String, String> over, Consumer<String> log)
      throws IOException {
    ConfigurationFile configuration = new ConfigurationFile(file);
    Map<Setting, String> texts = new EnumMap<>(Setting.class);
    texts.putAll(configuration.read());
    over.forEach((key, value) -> texts.put(Setting.ofKey(key).orElseThrow(), value));
    return agent(texts, file, configuration, Optional.empty(), log);
  }

  /**
   * Puts an agent together that lives in another program.
   *
   * @param settings by key; what is no setting is passed over
   * @param data folder for what the agent must remember, where no setting names one
   * @param log told what happens
   */
  public static ProvisioningAgent agent(
      Map<String, String> settings, Path data, Host host, Consumer<String> log) throws IOException {
    Map<Setting, String> texts = new EnumMap<>(Setting.class);
    settings.forEach((key, value) -> Setting.ofKey(key).ifPresent(s -> texts.put(s, value)));
    if (set(texts, Setting.DATA).isEmpty()) {
      texts.put(Setting.DATA, data.toString());
    }
    return agent(texts, data, host.flags(), Optional.of(host), log);
  }

  private static ProvisioningAgent agent(
      Map<Setting, String> texts,
      Path file,
      Flags configuration,
      Optional<Host> host,
      Consumer<String> log)
      throws IOException {
    Hardware hardware =
        HardwareReader.read(
            set(texts, Setting.NETWORK_INTERFACE), set(texts, Setting.SERIAL_NUMBER));
    AgentSettings settings = AgentSettings.of(texts, file, hardware);
    requireFactoryCertificate(settings);
    Clock clock = Clock.systemUTC();
    SecureRandom random = new SecureRandom();
    Inbox inbox = new Inbox();
    InstantSource uptime = () -> Instant.EPOCH.plusNanos(System.nanoTime());
    Trust trust = trust(settings);
    Network network =
        new Network(
            new Connector(settings.version(), Connector.PATIENCE, inbox),
            trust,
            new PackageFetch(() -> tls(trust), uptime, PackageFetch.Limits.USUAL));
    List<SnapshotHandler> handlers =
        new ArrayList<>(host.map(h -> List.of(h.handler())).orElseGet(() -> handlers(settings)));
    PackageInstaller installer = host.map(Host::installer).orElseGet(() -> installer(settings));
    AgentStore store = store(settings.data());
    Packages packages =
        new Packages(
            store,
            new PackageContents(store, settings.applications().most()),
            installer,
            inbox::stopping,
            log);
    // First, so that a configuration finds the applications that it is for.
    handlers.add(0, packages);
    IdentityFiles identityFiles =
        new IdentityFiles(settings.handlers().certificate(), settings.handlers().key());
    Memory memory = new Memory(store, new Snapshots(store, identityFiles, handlers), packages);
    Announcer announcer =
        new Announcer(settings, network.trust(), hardware, system(), random, clock);
    Surroundings world = new Surroundings(clock, uptime, random, inbox, log);
    return new ProvisioningAgent(
        settings,
        configuration,
        memory,
        new Brokers(
            new ProvisionBrokerVisit(settings, network, memory, announcer, world),
            host.<AccountVisit>map(h -> new HostVisit(settings, h, memory, world))
                .orElseGet(
                    () -> new AccountBrokerVisit(settings, network, memory, announcer, world))),
        world);
  }

  private static Optional<String> set(Map<Setting, String> texts, Setting setting) {
    return Optional.ofNullable(texts.get(setting)).map(String::strip).filter(t -> !t.isEmpty());
  }

  /** Where it cannot be used, that is told at once and not at the provision broker. */
  private static void requireFactoryCertificate(AgentSettings settings) {
    if (settings.enabled() && settings.login().factory().isPresent()) {
      try {
        settings.login().factory().get().read();
      } catch (IOException | GeneralSecurityException e) {
        throw new SettingsException(
            "the device's own certificate cannot be used (factory-certificate, factory-key): "
                + e.getMessage(),
            e);
      }
    }
  }

  private static Trust trust(AgentSettings settings) {
    AgentSettings.TrustSettings trust = settings.trust();
    try {
      return Trust.read(trust.caFile(), trust.truststore(), trust.truststorePassword());
    } catch (IOException | GeneralSecurityException e) {
      throw new SettingsException(
          "the certificates to trust cannot be read (ca-file, truststore): " + e.getMessage(), e);
    }
  }

  private static AgentStore store(Path folder) throws IOException {
    try {
      return AgentStore.open(folder);
    } catch (FileSystemException e) {
      throw new IOException("the data folder cannot be used: " + e, e);
    }
  }

  private static List<SnapshotHandler> handlers(AgentSettings settings) {
    AgentSettings.Handlers wanted = settings.handlers();
    List<SnapshotHandler> handlers = new ArrayList<>();
    wanted.snapshotDirectory().ifPresent(d -> handlers.add(new DirectoryHandler(d)));
    wanted
        .hook()
        .ifPresent(
            hook -> {
              if (!Files.isExecutable(hook)) {
                throw new SettingsException("hook: " + hook + " is no executable program");
              }
              Path output = settings.data().resolve("hook.out");
              handlers.add(new HookHandler(new Program(hook, output, HookHandler.TIME_LIMIT)));
            });
    return handlers;
  }

  private static PackageInstaller installer(AgentSettings settings) {
    AgentSettings.Applications wanted = settings.applications();
    List<PackageInstaller> installers = new ArrayList<>();
    wanted
        .hook()
        .ifPresent(
            hook -> {
              if (!Files.isExecutable(hook)) {
                throw new SettingsException("package-hook: " + hook + " is no executable program");
              }
              Path output = settings.data().resolve("package-hook.out");
              installers.add(new PackageHook(new Program(hook, output, wanted.timeLimit())));
            });
    return new FirstInstaller(installers);
  }

  /** Contents may lie anywhere in the world; read when needed, since Java trusts many. */
  private static SSLContext tls(Trust trust) throws IOException, GeneralSecurityException {
    Trust javas = Trust.read(Optional.empty(), Optional.empty(), Secret.of(""));
    return trust.and(javas).context(Optional.empty());
  }

  private static Map<String, String> system() {
    return Map.of(
        "os", System.getProperty("os.name"),
        "os_version", System.getProperty("os.version"),
        "os_arch", System.getProperty("os.arch"),
        "jvm_name", System.getProperty("java.vm.name"),
        "jvm_version", System.getProperty("java.vm.version"),
        "application_framework", "Slipway agent");
  }
}
