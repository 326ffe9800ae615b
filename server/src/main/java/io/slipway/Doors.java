// SPDX-License-Identifier: Apache-2.0
package io.slipway;

import io.slipway.accountbroker.AccountBroker;
import io.slipway.accountbroker.AccountBrokerSettings;
import io.slipway.domain.Id;
import io.slipway.events.EventFeed;
import io.slipway.events.WebhookSecrets;
import io.slipway.events.WebhookSender;
import io.slipway.events.WebhookTargets;
import io.slipway.events.WebhookWorker;
import io.slipway.mqtt.MqttSettings;
import io.slipway.mqtt.ProvisionBroker;
import io.slipway.observe.Health;
import io.slipway.observe.Metrics;
import io.slipway.provisioning.Destinations;
import io.slipway.provisioning.Provisioner;
import io.slipway.provisioning.RejectionLog;
import io.slipway.registry.Accounts;
import io.slipway.registry.AuditTrail;
import io.slipway.registry.Authorities;
import io.slipway.registry.BulkOrders;
import io.slipway.registry.CertificateStatuses;
import io.slipway.registry.DeviceDirectory;
import io.slipway.registry.Devices;
import io.slipway.registry.Endpoints;
import io.slipway.registry.Enrollments;
import io.slipway.registry.ImportFiles;
import io.slipway.registry.ImportWorker;
import io.slipway.registry.LateRenewals;
import io.slipway.registry.ManufacturerAuthorities;
import io.slipway.registry.OrderPlans;
import io.slipway.registry.PackageOrders;
import io.slipway.registry.PackageRepository;
import io.slipway.registry.ProvidedServices;
import io.slipway.registry.ProvisionGroups;
import io.slipway.registry.ProvisionRequests;
import io.slipway.registry.ProvisionTemplates;
import io.slipway.registry.Registry;
import io.slipway.registry.RequestSecrets;
import io.slipway.registry.Sessions;
import io.slipway.registry.UserCredentials;
import io.slipway.registry.UserLogins;
import io.slipway.registry.Users;
import io.slipway.registry.Webhooks;
import io.slipway.rest.EstResource;
import io.slipway.rest.HttpServer;
import io.slipway.rest.HttpSettings;
import io.slipway.rest.PackageDownloads;
import io.slipway.rest.PkiPages;
import io.slipway.rest.PlainPages;
import io.slipway.rest.PlainPages.Page;
import io.slipway.rest.RestApi;
import io.slipway.rest.Routes;
import io.slipway.security.AccessTokens;
import io.slipway.security.GuessBudget;
import io.slipway.store.Store;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Constructs the parts that others come in by. */
final class Doors {
  static final String CONTROL_PREFIX = "$EDC";
  private static final String JSON = "application/json";
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

  private final ServerConfig config;
  private final Foundation foundation;
  private final Store store;
  private final Provisioner provisioner;
  private final RejectionLog rejections;
  private final Optional<Id> node;
  private final Clock clock;
  private final WebhookTargets targets;
  private final WebhookSecrets webhookSecrets;
  private final WebhookSender sender;
  private final EventFeed feed;

  Doors(ServerConfig config, Inside inside, Clock clock) {
    this.config = config;
    this.foundation = inside.foundation();
    this.store = inside.store();
    this.provisioner = inside.provisioner();
    this.rejections = inside.rejections();
    this.node = inside.node();
    this.clock = clock;
    this.targets = new WebhookTargets(config.webhooksPlain());
    this.webhookSecrets =
        new WebhookSecrets(foundation.secrets().generator(), foundation.secrets().sealer());
    this.sender = new WebhookSender(targets, webhookSecrets, WebhookSender.USUAL_LIMIT, clock);
    this.feed = new EventFeed(store.outbox(), clock);
  }

  /**
   * What the doors lead to.
   *
   * @param node this one, where there may be others
   */
  record Inside(
      Foundation foundation,
      Store store,
      Provisioner provisioner,
      RejectionLog rejections,
      Optional<Id> node) {}

  /** Where devices come to be provisioned. */
  ProvisionBroker provisionBroker(Metrics metrics) {
    Ports ports = config.ports();
    MqttSettings settings =
        MqttSettings.DEFAULT
            .withTls(Optional.of(new MqttSettings.Address(config.host(), ports.provisionTls())))
            .withTcp(
                Optional.of(new MqttSettings.Address(config.plainHost(), ports.provisionTcp())))
            .withWss(address(config.host(), ports.provisionWss()))
            .withWs(address(config.plainHost(), ports.provisionWs()))
            .withProxies(config.proxies());
    ProvisionBroker broker =
        new ProvisionBroker(
            settings, provisioner, foundation.identity(), metrics.registry(), clock);
    broker.start();
    return broker;
  }

  private static Optional<MqttSettings.Address> address(String host, OptionalInt port) {
    return port.stream().mapToObj(p -> new MqttSettings.Address(host, p)).findFirst();
  }

  /** Where provisioned devices work. Takes seconds. */
  AccountBroker accountBroker() throws IOException {
    AccountBrokerSettings settings =
        new AccountBrokerSettings(
            config.data().resolve("account-broker"),
            config.host(),
            config.ports().accountTls(),
            config.plainHost(),
            config.ports().accountTcp(),
            CONTROL_PREFIX);
    Provisioner.Secrets secrets = foundation.secrets();
    DeviceDirectory directory =
        new DeviceDirectory(
            store,
            secrets.verifiers(),
            new DeviceDirectory.Told(provisioner::arrived, rejections),
            secrets.ids(),
            clock,
            node);
    directory.begin();
    AccountBroker broker =
        AccountBroker.start(
            settings,
            foundation.identity(),
            secrets.authority().deviceAnchors(),
            secrets.generator(),
            directory);
    store.nodes().listen(broker::review);
    return broker;
  }

  /** Where people and programs come by HTTP. */
  HttpServer http(Metrics metrics, Health health, ServerTls tls)
      throws IOException, GeneralSecurityException {
    Ports ports = config.ports();
    HttpSettings settings =
        new HttpSettings(
            config.host(),
            ports.https(),
            config.plainHost(),
            ports.http(),
            foundation.secrets().authority().deviceAnchors());
    HttpServer server =
        new HttpServer(
            settings,
            foundation.identity(),
            foundation.secrets().ids(),
            List.of(
                rest(),
                est(),
                new PackageDownloads(store),
                pages(metrics, health),
                pki(),
                tls.pages()));
    server.start();
    return server;
  }

  /** Where devices ask for certificates by themselves. */
  private Routes est() {
    Provisioner.Secrets secrets = foundation.secrets();
    return new EstResource(
        new Enrollments(
            store,
            secrets.authority(),
            secrets.verifiers(),
            new GuessBudget(clock),
            secrets.ids(),
            new AuditTrail(store, secrets.ids(), clock)));
  }

  private Routes rest() {
    Provisioner.Secrets secrets = foundation.secrets();
    AuditTrail trail = new AuditTrail(store, secrets.ids(), clock);
    Sessions sessions =
        new Sessions(
            store,
            new AccessTokens(secrets.masterKey()),
            new Sessions.Secrets(secrets.generator(), secrets.verifiers()),
            secrets.ids(),
            trail);
    ProvisionRequests requests = requests(trail);
    return new RestApi(
        store,
        new Registry(
            requests,
            orders(requests, trail),
            new Devices(store, secrets.ids(), trail),
            new Endpoints(secrets.ids(), trail),
            new Accounts(store, secrets.ids(), trail),
            new Users(secrets.ids(), trail),
            new UserCredentials(
                store, secrets.verifiers(), secrets.generator(), secrets.ids(), trail),
            new UserLogins(store, secrets.verifiers(), new GuessBudget(clock), sessions, trail),
            sessions,
            new Webhooks(store.outbox(), targets, webhookSecrets, sender, secrets.ids(), trail),
            new Authorities(store, secrets.authority(), trail),
            new LateRenewals(store, trail),
            new ManufacturerAuthorities(
                store.manufacturers(),
                provisioner::reviewFactoryCertificates,
                secrets.ids(),
                trail),
            new PackageRepository(
                store.packages(), secrets.ids(), trail, config.packages().maxBytes())),
        feed,
        clock);
  }

  /** Works off files of orders. */
  ImportWorker imports() {
    return new ImportWorker(
        store,
        new OrderPlans(store, requestSecrets()),
        requests(new AuditTrail(store, foundation.secrets().ids(), clock)),
        requestSecrets(),
        node,
        clock);
  }

  /** What webhooks are sent by. */
  WebhookSender sender() {
    return sender;
  }

  /** What wakes up streams of events. */
  EventFeed feed() {
    return feed;
  }

  /** Tells others what happens. */
  WebhookWorker webhooks(Metrics metrics) {
    return new WebhookWorker(store, sender, webhookSecrets, node, metrics.registry(), clock);
  }

  private Registry.Orders orders(ProvisionRequests requests, AuditTrail trail) {
    OrderPlans plans = new OrderPlans(store, requestSecrets());
    return new Registry.Orders(
        new ProvisionTemplates(store, requestSecrets(), foundation.secrets().ids(), trail),
        new ProvidedServices(store, requestSecrets(), trail),
        new ProvisionGroups(store, trail),
        new BulkOrders(requests, plans, clock),
        new ImportFiles(
            store.imports(), plans, requests, requestSecrets(), foundation.secrets().ids(), trail));
  }

  private ProvisionRequests requests(AuditTrail trail) {
    return new ProvisionRequests(
        store,
        new ProvisionRequests.Targets(
            new Destinations(store), new PackageOrders(store.packages(), config.packages().most())),
        new ProvisionRequests.Sessions(provisioner::stop, provisioner::rearm),
        requestSecrets(),
        foundation.secrets().ids(),
        trail);
  }

  private RequestSecrets requestSecrets() {
    Provisioner.Secrets secrets = foundation.secrets();
    return new RequestSecrets(secrets.generator(), secrets.verifiers(), secrets.sealer());
  }

  private Routes pki() {
    int atOnce = Runtime.getRuntime().availableProcessors();
    return new PkiPages(
        new CertificateStatuses(store, foundation.secrets().authority(), atOnce, clock));
  }

  private static Routes pages(Metrics metrics, Health health) {
    return new PlainPages(
        Map.of(
            "/health",
            () -> {
              Health.Report report = health.report();
              return new Page(report.ready() ? 200 : 503, JSON, report.json());
            },
            "/health/live",
            () -> new Page(200, JSON, "{\"live\":true}"),
            "/metrics",
            () -> new Page(200, PROMETHEUS, metrics.scrape())));
  }
}
