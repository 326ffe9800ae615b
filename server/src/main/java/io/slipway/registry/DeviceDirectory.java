// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

import io.slipway.domain.Account;
import io.slipway.domain.Actor;
import io.slipway.domain.AuditRecord;
import io.slipway.domain.Device;
import io.slipway.domain.Device.ConnectionStatus;
import io.slipway.domain.DeviceCertificate;
import io.slipway.domain.DeviceCredential;
import io.slipway.domain.Id;
import io.slipway.domain.Rejection;
import io.slipway.domain.UserCoupling;
import io.slipway.protocol.message.BirthMessage;
import io.slipway.protocol.message.FailureCause;
import io.slipway.protocol.payload.KuraPayload;
import io.slipway.protocol.payload.KuraPayloadCodec;
import io.slipway.protocol.payload.MalformedPayloadException;
import io.slipway.protocol.payload.PayloadLimits;
import io.slipway.protocol.topic.ClientIds;
import io.slipway.protocol.topic.DeviceTopic;
import io.slipway.provisioning.RejectionLog;
import io.slipway.security.IdSource;
import io.slipway.security.SecretVerifiers;
import io.slipway.store.DeviceChange;
import io.slipway.store.PageRequest;
import io.slipway.store.RequestFilter;
import io.slipway.store.Store;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who may use an account's broker, and what is known of devices there. Calls block on the store.
 */
public final class DeviceDirectory {
  private static final Logger LOG = LoggerFactory.getLogger(DeviceDirectory.class);

  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

  private static final String NOBODY = "Nobody has this user name at an account's broker.";
  private static final String WRONG_PASSWORD =
      "The password is not the one that the device was given for its account's broker.";
  private static final String REVOKED =
      "The login was revoked, since the request was stopped or the device has a newer one.";
  private static final String OF_ANOTHER = "The login belongs to a device of another client id.";
  private static final String DEVICE_DISABLED = "The device is disabled; enable it to let it in.";

  private final Store store;
  private final SecretVerifiers verifiers;
  private final Told told;
  private final IdSource ids;
  private final Clock clock;
  private final Optional<Id> node;
  private final CertificateLogins certificates;
  private final CloneAlarm clones = new CloneAlarm();

  /** Who is told of devices that were let in, and of those that were not. */
  public record Told(ArrivalListener arrivals, RejectionLog rejections) {}

  /**
   * @param node this one, where there may be others
   */
  public DeviceDirectory(
      Store store,
      SecretVerifiers verifiers,
      Told told,
      IdSource ids,
      Clock clock,
      Optional<Id> node) {
    this.store = store;
    this.verifiers = verifiers;
    this.told = told;
    this.ids = ids;
    this.clock = clock;
    this.node = node;
    this.certificates = new CertificateLogins(store, ids, clock);
  }

  /**
   * The device that logs in, or empty where it may not. Its arrival is stored before this returns.
   */
  public Optional<AdmittedDevice> admit(AccountLogin login) {
    return login
        .certificateAlone()
        .map(shown -> byCertificate(login, shown))
        .orElseGet(() -> byPassword(login));
  }

  private Optional<AdmittedDevice> byCertificate(AccountLogin login, X509Certificate shown) {
    return switch (certificates.judge(login.clientId(), shown)) {
      case CertificateLogins.Refused no -> refused(login, no.scopeId(), no.cause(), no.check());
      case CertificateLogins.Counts yes ->
          certificates.entered(yes.certificate(), admitted(Proof.of(yes.certificate()), login));
    };
  }

  private Optional<AdmittedDevice> byPassword(AccountLogin login) {
    List<DeviceCredential> candidates = store.credentials(login.username());
    // Rights are made of the client id: one with wild cards would have those of all devices.
    if (candidates.isEmpty() || ClientIds.problem(login.clientId()).isPresent()) {
      verifiers.waste(login.password());
      return refused(login, Optional.empty(), FailureCause.WRONG_USERNAME, NOBODY);
    }
    List<DeviceCredential> proven =
        candidates.stream().filter(c -> verifiers.verify(login.password(), c.verifier())).toList();
    if (proven.isEmpty()) {
      return refused(login, Optional.empty(), FailureCause.WRONG_PASSWORD, WRONG_PASSWORD);
    }
    Optional<DeviceCredential> usable =
        proven.stream().filter(c -> !c.revoked() && mayUse(c, login.clientId())).findFirst();
    return usable.isPresent()
        ? certificates.besidePassword(login, admitted(Proof.of(usable.get(), login), login))
        : refused(login, proven.get(0));
  }

  private Optional<AdmittedDevice> refused(AccountLogin login, DeviceCredential proven) {
    Optional<Id> scope = Optional.of(proven.scopeId());
    return proven.revoked()
        ? refused(login, scope, FailureCause.SUPERSEDED, REVOKED)
        : refused(login, scope, FailureCause.CREDENTIALS_MISMATCH, OF_ANOTHER);
  }

  private Optional<AdmittedDevice> refused(
      AccountLogin login, Optional<Id> scopeId, FailureCause cause, String check) {
    if (ClientIds.problem(login.clientId()).isEmpty()) {
      told.rejections()
          .note(
              Rejection.Point.ACCOUNT_LOGIN,
              new RejectionLog.Visitor(
                  scopeId,
                  login.clientId(),
                  login.username(),
                  login.sourceIp(),
                  login.secure(),
                  cause,
                  check));
    }
    return Optional.empty();
  }

  /** Whether the credentials that a device came with still count, and nobody has ended its stay. */
  public boolean stillAdmits(AdmittedDevice device) {
    return counts(device)
        && known(device)
            .filter(d -> !d.enabled() || isEnded(d, device) || isElsewhere(d))
            .isEmpty();
  }

  private boolean counts(AdmittedDevice device) {
    return device.certificate().isPresent()
        ? certificates.stillCounts(device.certificate().get())
        : store.credentials(device.username()).stream()
            .anyMatch(c -> c.requestId().equals(device.requestId()) && !c.revoked());
  }

  private Optional<Device> known(AdmittedDevice device) {
    return store.device(device.scopeId(), device.clientId());
  }

  /** A client id has one connection, over the brokers of all nodes. */
  private boolean isElsewhere(Device known) {
    return known
        .connection()
        .filter(c -> c.status() == ConnectionStatus.CONNECTED)
        .filter(c -> c.node().isPresent() && !c.node().equals(node))
        .isPresent();
  }

  private static boolean isEnded(Device known, AdmittedDevice device) {
    return known
        .connection()
        .filter(c -> c.session().equals(device.session()))
        .filter(c -> c.status() != ConnectionStatus.CONNECTED)
        .isPresent();
  }

  /** What an admitted device says of itself. What cannot be read is passed over. */
  public void lifecycle(AdmittedDevice device, DeviceTopic topic, byte[] payload) {
    switch (topic) {
      case DeviceTopic.Birth t ->
          record(device, "BIRTH", attributes(payload), Optional.empty(), payload);
      case DeviceTopic.Apps t ->
          record(device, "APPS", attributes(payload), Optional.empty(), payload);
      case DeviceTopic.Disconnect t ->
          record(device, "DC", Map.of(), Optional.of(ConnectionStatus.DISCONNECTED), payload);
      case DeviceTopic.LastWill t ->
          record(device, "LWT", Map.of(), Optional.of(ConnectionStatus.MISSING), payload);
      case DeviceTopic.Provision t -> passedOver(device, topic);
      case DeviceTopic.OtherLifecycle t -> passedOver(device, topic);
      case DeviceTopic.Reply t -> passedOver(device, topic);
      case DeviceTopic.Notify t -> passedOver(device, topic);
      case DeviceTopic.Unknown t -> passedOver(device, topic);
    }
  }

  /** Its connection is open, and the newest that it has. */
  public void entered(AdmittedDevice device) {
    Instant now = clock.instant();
    DeviceChange change =
        change(
            device,
            now,
            Map.of(),
            Optional.of(ConnectionStatus.CONNECTED),
            List.of(new DeviceChange.Event(ids.next(), now, "CONNECTED", "")));
    boolean moved = node.isPresent() && known(device).filter(this::isElsewhere).isPresent();
    if (moved) {
      store.inventory().moved(change, device.requestId());
    } else {
      store.record(change);
    }
    clones.raisedBy(device, now).ifPresent(evidence -> alarm(device, evidence));
  }

  /** Whoever runs the fleet is told; nobody is cut off that has arrived (protocol, section 7). */
  private void alarm(AdmittedDevice device, String evidence) {
    LOG.warn("{} may be two devices: {}", device.clientId(), evidence);
    Instant now = clock.instant();
    Map<String, String> detail = new HashMap<>(Map.of("evidence", evidence));
    store
        .request(device.requestId())
        .ifPresent(r -> detail.put("revision", Long.toString(r.progress().revision())));
    DeviceChange.Event event = new DeviceChange.Event(ids.next(), now, "SUSPECTED", evidence);
    store
        .audited(
            new AuditRecord(
                ids.next(),
                device.scopeId(),
                now,
                Actor.PLATFORM,
                "suspected",
                new AuditRecord.Subject("provisionRequest", device.requestId(), device.clientId()),
                detail))
        .record(change(device, now, Map.of(), Optional.empty(), List.of(event)));
  }

  /** The connection ended; {@code lost} where nobody meant it to. */
  public void left(AdmittedDevice device, boolean lost) {
    Instant now = clock.instant();
    ConnectionStatus status = lost ? ConnectionStatus.MISSING : ConnectionStatus.DISCONNECTED;
    DeviceChange.Event event =
        new DeviceChange.Event(ids.next(), now, status.name(), lost ? "connection lost" : "");
    store.record(change(device, now, Map.of(), Optional.of(status), List.of(event)));
  }

  /** A broker begins, so that no connection is left of those that were open when it ended. */
  public void begin() {
    store.disconnectLost(clock.instant());
  }

  /**
   * STRICT: its own client id only. LOOSE: any of the account that is not bound to another user,
   * unless the user name is reserved.
   */
  private boolean mayUse(DeviceCredential credential, String clientId) {
    boolean shared = credential.coupling() == UserCoupling.LOOSE && !credential.reserveUser();
    return credential.clientId().equals(clientId)
        || shared && !isBound(credential.scopeId(), clientId);
  }

  private boolean isBound(Id scopeId, String clientId) {
    RequestFilter named =
        new RequestFilter(Optional.of(clientId), Optional.empty(), Optional.empty());
    return store.requests(scopeId, named, PageRequest.FIRST).items().stream()
        .anyMatch(r -> r.options().connection().userCoupling() != UserCoupling.LOOSE);
  }

  /**
   * What a device has proved itself with.
   *
   * @param itself whether that is its own, so that it has arrived
   */
  private record Proof(
      Id scopeId,
      Id requestId,
      int generation,
      boolean itself,
      String username,
      Optional<Id> certificate) {

    static Proof of(DeviceCredential credential, AccountLogin login) {
      return new Proof(
          credential.scopeId(),
          credential.requestId(),
          credential.generation(),
          credential.clientId().equals(login.clientId()),
          login.username(),
          Optional.empty());
    }

    static Proof of(DeviceCertificate certificate) {
      return new Proof(
          certificate.scopeId(),
          certificate.requestId(),
          certificate.generation(),
          true,
          certificate.clientId() + "-" + certificate.generation(),
          Optional.of(certificate.id()));
    }
  }

  private Optional<AdmittedDevice> admitted(Proof proof, AccountLogin login) {
    Optional<Device> known = store.device(proof.scopeId(), login.clientId());
    Optional<Account> account = store.account(proof.scopeId());
    Optional<Id> scope = Optional.of(proof.scopeId());
    if (account.isEmpty() || known.filter(d -> !d.enabled()).isPresent()) {
      return refused(login, scope, FailureCause.DISABLED, DEVICE_DISABLED);
    }
    if (proof.itself() && !told.arrivals().arrived(proof.requestId(), proof.generation())) {
      return refused(login, scope, FailureCause.STOPPED, REVOKED);
    }
    return Optional.of(
        new AdmittedDevice(
            proof.scopeId(),
            proof.requestId(),
            account.get().name(),
            login.clientId(),
            proof.username(),
            ids.next().toString(),
            login.secure() ? "MQTTS" : "MQTT",
            login.sourceIp(),
            proof.certificate()));
  }

  private void record(
      AdmittedDevice device,
      String resource,
      Map<String, String> attributes,
      Optional<ConnectionStatus> status,
      byte[] payload) {
    Instant now = clock.instant();
    DeviceChange.Event event =
        new DeviceChange.Event(ids.next(), sentOn(payload).orElse(now), resource, "");
    store.record(change(device, now, attributes, status, List.of(event)));
  }

  private DeviceChange change(
      AdmittedDevice device,
      Instant now,
      Map<String, String> attributes,
      Optional<ConnectionStatus> status,
      List<DeviceChange.Event> events) {
    return new DeviceChange(
        device.scopeId(),
        device.clientId(),
        ids.next(),
        now,
        attributes,
        status.map(s -> device.connection(s, now, node)),
        events);
  }

  private static Map<String, String> attributes(byte[] payload) {
    return decoded(payload)
        .map(BirthMessage::from)
        .map(
            birth -> {
              Map<String, String> all = new TreeMap<>(birth.metrics());
              all.put(
                  "application_ids",
                  String.join(",", birth.applicationIds().stream().sorted().toList()));
              return all;
            })
        .orElseGet(TreeMap::new);
  }

  /** What is no time of a calendar with four digits for the year is no time at all. */
  private static Optional<Instant> sentOn(byte[] payload) {
    return decoded(payload)
        .map(KuraPayload::timestamp)
        .filter(OptionalLong::isPresent)
        .map(t -> Instant.ofEpochMilli(t.getAsLong()))
        .filter(t -> t.isAfter(Instant.EPOCH) && t.isBefore(LATEST));
  }

  private static Optional<KuraPayload> decoded(byte[] payload) {
    try {
      return Optional.of(KuraPayloadCodec.decode(payload, PayloadLimits.DEFAULT));
    } catch (MalformedPayloadException unreadable) {
      LOG.debug("a lifecycle message that cannot be read: {}", unreadable.getMessage());
      return Optional.empty();
    }
  }

  private static void passedOver(AdmittedDevice device, DeviceTopic topic) {
    LOG.debug("{} of {} means nothing here", topic, device.clientId());
  }
}
