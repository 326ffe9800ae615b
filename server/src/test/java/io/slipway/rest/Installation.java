// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.slipway.domain.Account;
import io.slipway.domain.Audit;
import io.slipway.domain.ExecutionStatus;
import io.slipway.domain.Id;
import io.slipway.domain.ProvisioningSession;
import io.slipway.domain.Role;
import io.slipway.domain.SessionEvent;
import io.slipway.domain.Timing;
import io.slipway.domain.User;
import io.slipway.domain.UserCredential;
import io.slipway.events.EventFeed;
import io.slipway.events.WebhookSecrets;
import io.slipway.events.WebhookSender;
import io.slipway.events.WebhookTargets;
import io.slipway.events.WebhookWorker;
import io.slipway.protocol.message.Secret;
import io.slipway.provisioning.Destinations;
import io.slipway.provisioning.StopOutcome;
import io.slipway.registry.Accounts;
import io.slipway.registry.AuditTrail;
import io.slipway.registry.Authorities;
import io.slipway.registry.BulkOrders;
import io.slipway.registry.Devices;
import io.slipway.registry.Endpoints;
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
import io.slipway.security.AccessTokens;
import io.slipway.security.CertificateAuthority;
import io.slipway.security.Certificates;
import io.slipway.security.GuessBudget;
import io.slipway.security.IdSource;
import io.slipway.security.KeysInMemory;
import io.slipway.security.MasterKey;
import io.slipway.security.Sealer;
import io.slipway.security.SecretGenerator;
import io.slipway.security.SecretVerifiers;
import io.slipway.store.SessionChange;
import io.slipway.store.Store;
import io.slipway.store.jdbc.JdbcStore;
import io.slipway.store.jdbc.StoreSettings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * REST over a real store: the accounts {@code acme} and {@code other} under the root, and a user of
 * each of the three.
 */
final class Installation implements AutoCloseable {
  static final Id ACME = new Id(100);
  static final Id OTHER = new Id(101);
  static final String PASSWORD = "correct horse";

  /** What stopping a request comes to; {@link StopOutcome#STOPPED} where nothing is said. */
  final ConcurrentMap<Id, StopOutcome> stops = new ConcurrentHashMap<>();

  /** How often connections that came by certificates had to be looked at. */
  final AtomicInteger reviews = new AtomicInteger();

  final Store store;
  final Sealer sealer;
  final SecretVerifiers verifiers;
  final CertificateAuthority authority;
  final RestApi api;
  private ImportWorker worker;
  private WebhookSender sender;
  private final WebhookWorker webhooks;
  private final EventFeed feed;
  private final HttpServer server;
  private final HttpClient client = HttpClient.newHttpClient();

  Installation(Path directory) throws Exception {
    Clock clock = Clock.systemUTC();
    SecureRandom random = new SecureRandom();
    store =
        JdbcStore.open(
            directory.resolve("test.db").toString(),
            StoreSettings.DEFAULT,
            new SimpleMeterRegistry());
    MasterKey masterKey = MasterKey.openOrCreate(directory.resolve("master.key"), random);
    sealer = new Sealer(masterKey, random);
    verifiers = new SecretVerifiers(masterKey, random, 2);
    IdSource ids = new IdSource(clock, 1);
    authority =
        CertificateAuthority.openOrCreate(
            directory, new KeysInMemory(), sealer, new Certificates(random, clock), clock);
    account(Id.ROOT_ACCOUNT, Optional.empty(), "root", "admin");
    account(ACME, Optional.of(Id.ROOT_ACCOUNT), "acme", "ann");
    account(OTHER, Optional.of(Id.ROOT_ACCOUNT), "other", "olga");
    feed = new EventFeed(store.outbox(), clock);
    feed.start();
    api =
        new RestApi(
            store, registry(new SecretGenerator(random), masterKey, ids, clock), feed, clock);
    server =
        new HttpServer(
            new HttpSettings("127.0.0.1", 0, "127.0.0.1", 0),
            TestIdentity.make().tls(),
            ids,
            List.of(api, new PackageDownloads(store)));
    server.start();
    worker.start();
    webhooks =
        new WebhookWorker(
            store,
            sender,
            new WebhookSecrets(new SecretGenerator(random), sealer),
            Optional.empty(),
            new SimpleMeterRegistry(),
            clock);
    webhooks.start();
  }

  /** A client of the API, logged in. */
  final class Caller {
    private final String token;

    private Caller(String token) {
      this.token = token;
    }

    String token() {
      return token;
    }

    Reply get(String path) {
      return send(token, "GET", path, null);
    }

    Reply post(String path, String body) {
      return send(token, "POST", path, body);
    }

    Reply upload(String path, byte[] body) {
      return Installation.this.upload(token, path, body);
    }

    Reply post(String path, String body, String type) {
      return send(token, "POST", path, body, type);
    }

    /**
     * The answer to somebody without a login, who gives these headers, names and values by turns.
     */
    HttpResponse<byte[]> answer(String path, String... headers) {
      HttpRequest.Builder question = HttpRequest.newBuilder(address(path));
      if (headers.length > 0) {
        question.headers(headers);
      }
      return sent(question.build());
    }

    byte[] bytes(String path) {
      return sent(HttpRequest.newBuilder(address(path))
              .header("Authorization", "Bearer " + token)
              .build())
          .body();
    }

    private HttpResponse<byte[]> sent(HttpRequest request) {
      try {
        return client.send(request, BodyHandlers.ofByteArray());
      } catch (java.io.IOException | InterruptedException e) {
        throw new AssertionError(request.uri() + " was not answered", e);
      }
    }

    Reply put(String path, String body) {
      return send(token, "PUT", path, body);
    }

    /** Its lines, as they come. */
    HttpResponse<Stream<String>> stream(String path, String... headers) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(address(path))
              .header("Authorization", "Bearer " + token)
              .header("Accept", "text/event-stream");
      if (headers.length > 0) {
        request.headers(headers);
      }
      try {
        return client.send(request.build(), BodyHandlers.ofLines());
      } catch (java.io.IOException | InterruptedException e) {
        throw new AssertionError(path + " was not answered", e);
      }
    }

    Reply delete(String path) {
      return send(token, "DELETE", path, null);
    }
  }

  /** The user of account acme. */
  Caller ann() {
    return login("ann");
  }

  /** The user of the root account. */
  Caller admin() {
    return login("admin");
  }

  Caller login(String user) {
    Reply reply = tryLogin("{\"username\":\"" + user + "\",\"password\":\"" + PASSWORD + "\"}");
    return new Caller(reply.is(200).at("/tokenId"));
  }

  Caller withToken(String token) {
    return new Caller(token);
  }

  Reply tryLogin(String body) {
    return send(null, "POST", "/v1/authentication/user", body);
  }

  Reply send(String token, String method, String path, String body) {
    return send(token, method, path, body, "application/json");
  }

  Reply send(String token, String method, String path, String body, String type) {
    HttpRequest.Builder request = HttpRequest.newBuilder(address(path));
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    if (body != null) {
      request.header("Content-Type", type);
    }
    request.method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    try {
      Reply reply = Reply.of(client.send(request.build(), BodyHandlers.ofString()));
      Described.DOCUMENT.check(method, path, body, type, reply);
      return reply;
    } catch (java.io.IOException | InterruptedException e) {
      throw new AssertionError(method + " " + path + " was not answered", e);
    }
  }

  private Reply upload(String token, String path, byte[] body) {
    String type = "application/octet-stream";
    HttpRequest request =
        HttpRequest.newBuilder(address(path))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", type)
            .POST(BodyPublishers.ofByteArray(body))
            .build();
    try {
      Reply reply = Reply.of(client.send(request, BodyHandlers.ofString()));
      Described.DOCUMENT.check("POST", path, null, type, reply);
      return reply;
    } catch (java.io.IOException | InterruptedException e) {
      throw new AssertionError(path + " was not answered", e);
    }
  }

  private URI address(String path) {
    return URI.create("http://127.0.0.1:" + server.httpPort() + path);
  }

  @Override
  public void close() {
    worker.close();
    webhooks.close();
    feed.close();
    sender.close();
    server.close();
    store.close();
    client.close();
  }

  /** As the sessions do it. */
  private Optional<ExecutionStatus> rearm(Id requestId) {
    return store
        .request(requestId)
        .map(
            request -> {
              ProvisioningSession session =
                  ProvisioningSession.restored(request, Optional.empty(), Timing.DEFAULT)
                      .on(new SessionEvent.RearmOrdered(), Clock.systemUTC().instant())
                      .session()
                      .revised();
              store.save(
                  new SessionChange(
                      session.request(),
                      Optional.empty(),
                      Optional.empty(),
                      Optional.empty(),
                      Optional.empty()));
              return session.request().progress().status();
            });
  }

  private Registry registry(
      SecretGenerator generator, MasterKey masterKey, IdSource ids, Clock clock) {
    AuditTrail trail = new AuditTrail(store, ids, clock);
    Sessions sessions =
        new Sessions(
            store,
            new AccessTokens(masterKey),
            new Sessions.Secrets(generator, verifiers),
            ids,
            trail);
    RequestSecrets secrets = new RequestSecrets(generator, verifiers, sealer);
    ProvisionRequests requests =
        new ProvisionRequests(
            store,
            new ProvisionRequests.Targets(
                new Destinations(store), new PackageOrders(store.packages(), 2)),
            new ProvisionRequests.Sessions(
                id -> stops.getOrDefault(id, StopOutcome.STOPPED), this::rearm),
            secrets,
            ids,
            trail);
    OrderPlans plans = new OrderPlans(store, secrets);
    WebhookTargets targets = new WebhookTargets(false);
    WebhookSecrets webhookSecrets = new WebhookSecrets(generator, sealer);
    sender = new WebhookSender(targets, webhookSecrets, WebhookSender.USUAL_LIMIT, clock);
    worker = new ImportWorker(store, plans, requests, secrets, Optional.empty(), clock);
    return new Registry(
        requests,
        new Registry.Orders(
            new ProvisionTemplates(store, secrets, ids, trail),
            new ProvidedServices(store, secrets, trail),
            new ProvisionGroups(store, trail),
            new BulkOrders(requests, plans, clock),
            new ImportFiles(store.imports(), plans, requests, secrets, ids, trail)),
        new Devices(store, ids, trail),
        new Endpoints(ids, trail),
        new Accounts(store, ids, trail),
        new Users(ids, trail),
        new UserCredentials(store, verifiers, generator, ids, trail),
        new UserLogins(store, verifiers, new GuessBudget(clock), sessions, trail),
        sessions,
        new Webhooks(store.outbox(), targets, webhookSecrets, sender, ids, trail),
        new Authorities(store, authority, trail),
        new LateRenewals(store, trail),
        new ManufacturerAuthorities(store.manufacturers(), reviews::incrementAndGet, ids, trail),
        new PackageRepository(store.packages(), ids, trail, 1024 * 1024));
  }

  private void account(Id id, Optional<Id> parent, String name, String user) {
    Audit audit = Audit.created(Clock.systemUTC().instant(), Id.PLATFORM);
    if (store.account(id).isEmpty()) {
      store.create(new Account(id, parent, name, audit));
    }
    user(new Id(id.value() + 1_000), id, user, Role.ADMINISTRATOR);
  }

  /** Makes a user who logs in with {@link #PASSWORD}. */
  void user(Id id, Id scopeId, String name, Role... roles) {
    Audit audit = Audit.created(Clock.systemUTC().instant(), Id.PLATFORM);
    User user = new User(id, scopeId, name, Set.of(roles), User.Details.ENABLED, audit);
    UserCredential password =
        new UserCredential(
            id,
            scopeId,
            id,
            UserCredential.Type.PASSWORD,
            "",
            verifiers.ofChosen(Secret.of(PASSWORD)),
            true,
            Optional.empty(),
            UserCredential.Failures.NONE,
            audit);
    store.tenancy().create(user, password);
  }
}
