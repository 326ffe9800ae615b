// SPDX-License-Identifier: Apache-2.0
package io.slipway.store;

import io.slipway.domain.Account;
import io.slipway.domain.Actor;
import io.slipway.domain.Announcement;
import io.slipway.domain.Ask;
import io.slipway.domain.Audit;
import io.slipway.domain.AuditRecord;
import io.slipway.domain.AuthenticationType;
import io.slipway.domain.Delivery;
import io.slipway.domain.Device;
import io.slipway.domain.DeviceCredential;
import io.slipway.domain.EndpointInfo;
import io.slipway.domain.EventKind;
import io.slipway.domain.Execution;
import io.slipway.domain.ExecutionStatus;
import io.slipway.domain.Id;
import io.slipway.domain.ImportJob;
import io.slipway.domain.ImportState;
import io.slipway.domain.PlatformKey;
import io.slipway.domain.Profile;
import io.slipway.domain.ProvidedService;
import io.slipway.domain.ProvisionGroup;
import io.slipway.domain.ProvisionRequest;
import io.slipway.domain.ProvisionTemplate;
import io.slipway.domain.Rejection;
import io.slipway.domain.RequestOptions;
import io.slipway.domain.RequestProgress;
import io.slipway.domain.Rivalry;
import io.slipway.domain.Role;
import io.slipway.domain.Step;
import io.slipway.domain.TemplateBody;
import io.slipway.domain.TemplateComponent;
import io.slipway.domain.TemplateProperty;
import io.slipway.domain.User;
import io.slipway.domain.UserCoupling;
import io.slipway.domain.UserCredential;
import io.slipway.domain.UserSession;
import io.slipway.domain.Webhook;
import io.slipway.protocol.message.FailureCause;
import io.slipway.protocol.message.Nonce;
import io.slipway.protocol.snapshot.ComponentConfiguration;
import io.slipway.protocol.snapshot.ConfigurationProperty;
import io.slipway.protocol.snapshot.ConfigurationSnapshot;
import io.slipway.protocol.snapshot.PropertyType;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** Entities to store, each with an id of its own, in the order they are made. */
public final class Samples {
  public static final Instant NOW = Instant.parse("2026-11-23T10:15:30.123Z");

  private final AtomicLong last = new AtomicLong(1_000);

  public Id id() {
    return new Id(last.incrementAndGet());
  }

  public Account account(String name) {
    return new Account(id(), Optional.empty(), name, audit());
  }

  public User user(Id scopeId, String name) {
    return new User(id(), scopeId, name, Set.of(Role.FLEET_MANAGER), User.Details.ENABLED, audit());
  }

  /** A request as an order makes it. */
  public Orders.NewRequest order(ProvisionRequest request, String... sealedPassword) {
    return new Orders.NewRequest(
        request,
        Arrays.stream(sealedPassword).findFirst(),
        record(request.scopeId(), "created", request.clientId()));
  }

  /** A record of what somebody did to a request. */
  public AuditRecord record(Id scopeId, String action, String clientId) {
    return new AuditRecord(
        id(),
        scopeId,
        NOW,
        new Actor(id(), "ann", "192.0.2.1"),
        action,
        new AuditRecord.Subject("provisionRequest", id(), clientId),
        Map.of());
  }

  /** A record that a request has come to another status, in its so-manieth change. */
  public AuditRecord status(Id scopeId, Id requestId, String action, int revision) {
    AuditRecord record = record(scopeId, action, "device-" + requestId);
    return new AuditRecord(
        record.id(),
        scopeId,
        NOW,
        Actor.PLATFORM,
        action,
        new AuditRecord.Subject("provisionRequest", requestId, "device-" + requestId),
        Map.of("revision", Integer.toString(revision)));
  }

  /** That is told everything. */
  public Webhook webhook(Id scopeId, String name, String url) {
    Webhook.Terms terms = new Webhook.Terms(name, url, true, EnumSet.allOf(EventKind.class));
    return new Webhook(id(), scopeId, terms, "v1.sealed", Webhook.Progress.NONE, audit());
  }

  /** A password where the key is empty, else an API key. */
  public UserCredential credential(User user, String key) {
    return new UserCredential(
        id(),
        user.scopeId(),
        user.id(),
        key.isEmpty() ? UserCredential.Type.PASSWORD : UserCredential.Type.API_KEY,
        key,
        "argon2id$…",
        true,
        Optional.empty(),
        UserCredential.Failures.NONE,
        audit());
  }

  /** Begun at {@link #NOW}; it holds for an hour, and for two its refresh token. */
  public UserSession session(User user) {
    Id id = id();
    return new UserSession(
        id,
        id,
        user.scopeId(),
        user.id(),
        "g1…",
        NOW,
        NOW.plusSeconds(3_600),
        NOW.plusSeconds(7_200),
        Optional.empty(),
        false);
  }

  public EndpointInfo endpoint(Id scopeId, String dns, int port, String... usages) {
    return new EndpointInfo(id(), scopeId, "mqtt", dns, port, true, Set.of(usages), audit());
  }

  public Node node(int number) {
    return new Node(id(), number, "node-" + number, "1", NOW, 0);
  }

  public PlatformKey platformKey(String name, String certificate) {
    return new PlatformKey(name, "v1.sealed", certificate, NOW);
  }

  public ProvisionRequest request(Id scopeId, String clientId) {
    return request(scopeId, clientId, "user-" + clientId);
  }

  public ProvisionRequest request(Id scopeId, String clientId, String username) {
    ProvisionRequest.Login login =
        new ProvisionRequest.Login(
            AuthenticationType.USER_PASS, username, "hmac-sha256$…", Optional.of("v1.sealed"));
    return new ProvisionRequest(
        id(), scopeId, clientId, login, options(), RequestProgress.initial(), audit());
  }

  public RequestOptions options() {
    return new RequestOptions(
        Optional.of(new Id(77)),
        new RequestOptions.Activation(true, NOW, Optional.of(NOW.plusSeconds(3600))),
        new RequestOptions.Connection(true, UserCoupling.STRICT, 32),
        configuration(),
        OrderSamples.EXTRA);
  }

  public ConfigurationSnapshot configuration() {
    ConfigurationProperty secret =
        new ConfigurationProperty(PropertyType.PASSWORD, false, true, List.of("v1.sealed"));
    ConfigurationProperty ports =
        new ConfigurationProperty(PropertyType.INTEGER, true, false, List.of("1", "2"));
    ConfigurationProperty text =
        new ConfigurationProperty(PropertyType.STRING, false, false, List.of("Grüße \"<&>\" 漢字"));
    return new ConfigurationSnapshot(
        List.of(
            new ComponentConfiguration("org.first", Map.of("password", secret)),
            new ComponentConfiguration("org.second", Map.of("ports", ports, "text", text))));
  }

  /** A template with a placeholder. */
  public ProvisionTemplate template(Id scopeId, boolean standard) {
    RequestOptions options = options();
    TemplateProperty placeholder =
        new TemplateProperty(
            "ssid",
            Optional.of("name"),
            ConfigurationProperty.string(TemplateProperty.PLACEHOLDER));
    TemplateProperty list =
        new TemplateProperty(
            "ports",
            Optional.empty(),
            new ConfigurationProperty(PropertyType.INTEGER, true, false, List.of("1", "2")));
    TemplateBody body =
        new TemplateBody(
            new TemplateBody.Activation(false, Optional.of(NOW), Optional.empty()),
            options.connection(),
            options.extra(),
            Optional.of(new Id(7)),
            new TemplateBody.Login("dev-${clientId}", true),
            List.of(
                new TemplateComponent("a.pid", Optional.of("wifi"), List.of(placeholder)),
                new TemplateComponent("b.pid", Optional.empty(), List.of(list))));
    return new ProvisionTemplate(
        id(), scopeId, standard, Optional.of("Größe"), Optional.empty(), body, audit());
  }

  public ProvisionGroup group(Id scopeId, String name, boolean standard) {
    return new ProvisionGroup(
        scopeId, name, Optional.of("a name"), Optional.empty(), standard, audit());
  }

  public ProvidedService service(
      ProvisionTemplate template, String serviceId, String group, boolean standard) {
    return new ProvidedService(
        template.id(),
        template.scopeId(),
        serviceId,
        group,
        Optional.empty(),
        Optional.of("what it is"),
        standard,
        Map.of(
            "name", new ProvidedService.Value(false, List.of("acme")),
            "key", new ProvidedService.Value(true, List.of("v1.sealed", "v1.too"))),
        audit());
  }

  /** A file that is coming in. */
  public ImportJob importJob(Id scopeId, boolean overwrite) {
    ProvisionTemplate template = template(scopeId, false);
    return new ImportJob(
        id(),
        scopeId,
        ImportState.RECEIVING,
        new ImportJob.Order(template.id(), template.body(), overwrite, false, List.of("site", "Ä")),
        ImportJob.Counts.NONE,
        0,
        Optional.empty(),
        false,
        Optional.empty(),
        0,
        Optional.empty(),
        Optional.empty(),
        audit());
  }

  /** The same with a chunk of rows for each of the texts, ready to be worked off. */
  public ImportJob received(Store store, ImportJob job, String... chunks) {
    store.imports().create(job);
    store.imports().append(job.id(), 0, List.of(chunks));
    ImportJob received =
        job.received(
            job.order().plan(), job.order().templateId(), job.order().columns(), chunks.length);
    store.imports().update(received);
    return received;
  }

  /** The request's next state, as a session would save it. */
  public ProvisionRequest with(ProvisionRequest request, ExecutionStatus status) {
    RequestProgress before = request.progress();
    return request.with(
        new RequestProgress(
            status,
            before.failureCause(),
            before.generation(),
            before.attempts() + 1,
            Optional.of(new RequestProgress.PasswordTerms("kid-1", 20)),
            true,
            true,
            before.revision() + 1,
            Optional.empty()));
  }

  public Execution execution(ProvisionRequest request, int attempt) {
    return new Execution(
        id(),
        request.id(),
        request.scopeId(),
        request.progress().generation(),
        attempt,
        "00112233445566778899aabbccddeeff",
        Profile.FULL,
        announcement(),
        OrderSamples.destination(configuration()),
        ExecutionStatus.RUNNING,
        Optional.empty(),
        new Execution.Conversation(
            Step.CONF_UPDATING,
            Optional.of(Ask.CONFIGURATION),
            true,
            Optional.of("SSLKeystore"),
            true,
            Optional.of(NOW),
            new Rivalry(
                List.of(
                    new Rivalry.Claim(NOW, Optional.of("hw-1"), "192.0.2.1"),
                    new Rivalry.Claim(NOW.plusSeconds(7), Optional.empty(), "2001:db8::7"))),
            Optional.of(new Id(4711)),
            new Delivery(1, 262_144, 3)),
        List.of(new Execution.LogLine(NOW, "started")),
        NOW,
        Optional.empty());
  }

  private static Announcement announcement() {
    return new Announcement(
        Set.of("PROVISION-V1", "CONF-V1"),
        Optional.of(new Nonce("00112233445566778899aabbccddeeff")),
        Optional.of("2"),
        Optional.of("hw-1"),
        Map.of("serial_number", "S-1", "model_name", "Größe"));
  }

  public DeviceCredential credential(ProvisionRequest request, int generation) {
    return new DeviceCredential(
        request.scopeId(),
        request.id(),
        generation,
        request.clientId(),
        request.clientId() + "-" + generation,
        "hmac-sha256$…",
        UserCoupling.STRICT,
        true,
        false,
        NOW);
  }

  public SessionChange change(ProvisionRequest request) {
    return new SessionChange(
        request, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  public DeviceChange seen(Id scopeId, String clientId, String resource) {
    DeviceChange.Event event = new DeviceChange.Event(id(), NOW, resource, "told");
    return new DeviceChange(
        scopeId, clientId, id(), NOW, Map.of(), Optional.empty(), List.of(event));
  }

  /** A connection to the broker of a node. */
  public DeviceChange connectionTo(Node node, Id scopeId, String clientId) {
    DeviceChange alone = connection(scopeId, clientId, Device.ConnectionStatus.CONNECTED, "s");
    Device.Connection c = alone.connection().orElseThrow();
    Device.Connection there =
        new Device.Connection(
            c.status(),
            c.session(),
            c.username(),
            c.protocol(),
            c.clientIp(),
            c.since(),
            Optional.of(node.id()));
    return new DeviceChange(
        scopeId, clientId, alone.deviceId(), NOW, Map.of(), Optional.of(there), alone.events());
  }

  public DeviceChange connection(
      Id scopeId, String clientId, Device.ConnectionStatus status, String session) {
    DeviceChange seen = seen(scopeId, clientId, status.name());
    Device.Connection connection =
        new Device.Connection(
            status, session, clientId + "-1", "MQTTS", "192.0.2.7", NOW, Optional.empty());
    return new DeviceChange(
        scopeId, clientId, seen.deviceId(), NOW, Map.of(), Optional.of(connection), seen.events());
  }

  public Audit audit() {
    Instant created = NOW.plusMillis(last.incrementAndGet());
    return Audit.created(created, Id.PLATFORM);
  }

  /** A device {@code gateway} with a wrong password, so many seconds after {@link #NOW}. */
  public static Rejection rejection(Id scopeId, String source, long second) {
    Instant at = NOW.plusSeconds(second);
    FailureCause cause = FailureCause.WRONG_PASSWORD;
    return new Rejection(
        scopeId,
        "gateway",
        Rejection.Point.PROVISION_LOGIN,
        cause,
        cause.description(),
        "user",
        source,
        true,
        1,
        at,
        at);
  }
}
