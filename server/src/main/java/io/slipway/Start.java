// SPDX-License-Identifier: Apache-2.0
package io.slipway;

import io.slipway.Bootstrap.Administrator;
import io.slipway.Bootstrap.Broker;
import io.slipway.accountbroker.AccountBroker;
import io.slipway.domain.EndpointInfo;
import io.slipway.domain.Id;
import io.slipway.domain.Timing;
import io.slipway.mqtt.BrokerPorts;
import io.slipway.mqtt.ProvisionBroker;
import io.slipway.observe.Health;
import io.slipway.observe.Metrics;
import io.slipway.protocol.message.Secret;
import io.slipway.provisioning.Membership;
import io.slipway.provisioning.PlatformNames;
import io.slipway.provisioning.Provisioner;
import io.slipway.provisioning.RejectionLog;
import io.slipway.provisioning.WebAddresses;
import io.slipway.rest.EstResource;
import io.slipway.rest.HttpServer;
import io.slipway.rest.PackageDownloads;
import io.slipway.store.Store;
import io.slipway.store.StoreUnavailableException;
import io.slipway.store.jdbc.JdbcStore;
import io.slipway.store.jdbc.StoreSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** Constructs all parts of a server and ties them together, side by side where that saves time. */
final class Start implements AutoCloseable {

  private final ServerConfig config;
  private final Outside outside;
  private final Consumer<String> out;
  private final Parts parts = new Parts();

  /** Known when the port is. */
  private final CompletableFuture<WebAddresses> web = new CompletableFuture<>();

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private Start(ServerConfig config, Outside outside, Consumer<String> out) {
    this.config = config;
    this.outside = outside;
    this.out = out;
  }

  /**
   * Starts a server; returns when it listens everywhere.
   *
   * @param out is told the administrator's password, where one is made
   */
  static Server server(ServerConfig config, Outside outside, Consumer<String> out) {
    Start start = new Start(config, outside, out);
    try (start) {
      return start.assemble();
    } catch (RuntimeException failed) {
      // What is still being started has come to its end by now, and is ended with the rest.
      start.parts.close();
      throw refusal(failed);
    }
  }

  /** Waits for what goes on beside. */
  @Override
  public void close() {
    threads.close();
  }

  private Server assemble() {
    DataDirectory data =
        parts.room("data folder", DataDirectory.take(config.data(), outside.pid()));
    Listening.refuseTakenPorts(config);
    Metrics metrics = parts.room("metrics", new Metrics(VersionCommand.version()));
    CompletableFuture<Store> opened = new CompletableFuture<>();
    CompletableFuture<Foundation> founding =
        aside(() -> Foundation.open(config, outside, opened::join));
    Store store = parts.room("store", openStore(metrics, opened));
    Foundation foundation = founding.join();
    Membership membership = parts.room("membership", membership(store, foundation));
    RejectionLog rejections =
        parts.room(
            "rejections", new RejectionLog(store, metrics.registry(), outside.clock()).start());
    Provisioner provisioner =
        parts.room("provisioning", provisioner(store, foundation, membership, rejections, metrics));
    membership.start(provisioner);
    Bootstrap bootstrap = new Bootstrap(store, foundation.secrets(), outside.clock());
    bootstrap.makeAccounts();
    boolean first = bootstrap.firstStart();
    if (config.ports().settled()) {
      bootstrap.announce(brokers(config.ports()), first);
    }
    Doors.Inside inside =
        new Doors.Inside(foundation, store, provisioner, rejections, membership.self());
    Doors doors = new Doors(config, inside, outside.clock());
    parts.room("sender of webhooks", doors.sender());
    parts.door("feed of events", doors.feed()).start();
    if (config.ports().settled()) {
      tellWeb(config.ports());
    }
    ServerTls tls =
        parts.room("certificates", ServerTls.of(config, outside, foundation, metrics.registry()));
    Ports ports = open(doors, metrics, store, provisioner, tls);
    tls.start();
    tellWeb(ports);
    if (!config.ports().settled()) {
      bootstrap.announce(brokers(ports), first);
    }
    if (first) {
      makeAdministrator(bootstrap);
    }
    parts.door("imports", doors.imports()).start();
    parts.door("webhooks", doors.webhooks(metrics)).start();
    Server server = new Server(config, ports, foundation.secrets().authority().caPem(), parts);
    data.writeReady(server.readyJson(outside.pid()));
    return server;
  }

  /** Opens all doors; the one that takes longest first. */
  private Ports open(
      Doors doors, Metrics metrics, Store store, Provisioner provisioner, ServerTls tls) {
    CompletableFuture<AccountBroker> account =
        aside(() -> parts.door("account broker", doors.accountBroker()));
    CompletableFuture<ProvisionBroker> provision = new CompletableFuture<>();
    Map<String, Health.Check> checks = new LinkedHashMap<>();
    checks.put("database", store::check);
    checks.put(
        "provisionBroker",
        () ->
            Listening.requireAnswer(
                config.plainHost(), provision.resultNow().ports().tcp().orElseThrow()));
    checks.put(
        "accountBroker",
        () -> Listening.requireAnswer(config.plainHost(), account.resultNow().tcpPort()));
    Health health = parts.room("health", new Health(checks, tls::warnings, outside.clock()));
    CompletableFuture<HttpServer> http =
        aside(() -> parts.door("HTTP server", doors.http(metrics, health, tls)));
    provisioner.start();
    provision.complete(parts.door("provision broker", doors.provisionBroker(metrics)));
    tls.serve(provision.join(), http.join(), account.join());
    return ports(provision.join().ports(), http.join(), account.join());
  }

  private static Ports ports(BrokerPorts provision, HttpServer http, AccountBroker account) {
    return new Ports(
            provision.tls().orElseThrow(),
            provision.tcp().orElseThrow(),
            http.httpsPort(),
            http.httpPort(),
            account.tlsPort(),
            account.tcpPort())
        .withWebSocket(provision.wss(), provision.ws());
  }

  /** Says where devices find what they get by HTTPS, before one is provisioned. */
  private void tellWeb(Ports ports) {
    String root = "https://" + Addresses.inUrl(config.publicHost()) + ":" + ports.https();
    web.complete(new WebAddresses(root + EstResource.ROOT, root + PackageDownloads.ROOT));
  }

  private List<Broker> brokers(Ports ports) {
    String open = config.publicHost();
    String plain = config.plainPublicHost();
    return List.of(
        new Broker(new Id(1), EndpointInfo.MESSAGE_BROKER, true, open, ports.accountTls()),
        new Broker(new Id(2), EndpointInfo.MESSAGE_BROKER, false, plain, ports.accountTcp()),
        new Broker(new Id(3), EndpointInfo.PROVISION, true, open, ports.provisionTls()),
        new Broker(new Id(4), EndpointInfo.PROVISION, false, plain, ports.provisionTcp()));
  }

  /** Told before it is stored: a password that nobody has seen would lock everybody out. */
  private void makeAdministrator(Bootstrap bootstrap) {
    Optional<Secret> chosen =
        Optional.ofNullable(outside.environment().get("SLIPWAY_ADMIN_PASSWORD"))
            .filter(p -> !p.isEmpty())
            .map(Secret::of);
    Administrator administrator = bootstrap.newAdministrator(chosen);
    administrator
        .generated()
        .ifPresent(
            password ->
                out.accept(
                    "First start: the administrator is "
                        + administrator.user().name()
                        + ", the password "
                        + password.reveal()
                        + " (shown only now)."));
    if (!bootstrap.finish(administrator)) {
      out.accept("Another node that started at the same time was first: what it says counts.");
    }
  }

  /** Whoever waits for the store is told, also where there will be none. */
  private Store openStore(Metrics metrics, CompletableFuture<Store> opened) {
    try {
      Store store = JdbcStore.open(config.database(), StoreSettings.DEFAULT, metrics.registry());
      opened.complete(store);
      return store;
    } catch (StoreUnavailableException e) {
      StartRefusedException refused = StartRefusedException.because(e.getMessage(), e);
      opened.completeExceptionally(refused);
      throw refused;
    } catch (RuntimeException | Error e) {
      opened.completeExceptionally(e);
      throw e;
    }
  }

  private Membership membership(Store store, Foundation foundation) {
    return Membership.join(
        store.nodes(),
        foundation.secrets().ids(),
        foundation.secrets().generator(),
        VersionCommand.version(),
        outside.clock().instant());
  }

  private Provisioner provisioner(
      Store store,
      Foundation foundation,
      Membership membership,
      RejectionLog rejections,
      Metrics metrics) {
    PlatformNames names =
        new PlatformNames(
            Doors.CONTROL_PREFIX,
            Bootstrap.PROVISION,
            "slipway-" + membership.number(),
            () -> Optional.ofNullable(web.getNow(null)),
            config.retryAfter());
    return Provisioner.of(
        store,
        names,
        foundation.secrets(),
        Timing.DEFAULT,
        rejections,
        metrics.registry(),
        outside.clock(),
        membership.self());
  }

  private <T> CompletableFuture<T> aside(Callable<T> task) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return task.call();
          } catch (RuntimeException e) {
            throw e;
          } catch (Exception e) {
            throw new CompletionException(e);
          }
        },
        threads);
  }

  private static RuntimeException refusal(RuntimeException failed) {
    Throwable cause = failed instanceof CompletionException ? failed.getCause() : failed;
    return switch (cause) {
      case StartRefusedException refused -> refused;
      case IOException e -> StartRefusedException.because(e.getMessage(), e);
      case UncheckedIOException e -> StartRefusedException.because(e.getMessage(), e);
      case RuntimeException e -> e;
      default -> failed;
    };
  }
}
