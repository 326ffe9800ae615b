// SPDX-License-Identifier: Apache-2.0
package io.slipway.accountbroker;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.hivemq.extension.sdk.api.async.Async;
import com.hivemq.extension.sdk.api.async.TimeoutFallback;
import com.hivemq.extension.sdk.api.auth.parameter.SimpleAuthInput;
import com.hivemq.extension.sdk.api.auth.parameter.SimpleAuthOutput;
import com.hivemq.extension.sdk.api.auth.parameter.TopicPermission;
import com.hivemq.extension.sdk.api.client.parameter.ClientTlsInformation;
import com.hivemq.extension.sdk.api.client.parameter.ConnectionInformation;
import com.hivemq.extension.sdk.api.interceptor.connect.parameter.ConnectInboundInput;
import com.hivemq.extension.sdk.api.interceptor.connect.parameter.ConnectInboundOutput;
import com.hivemq.extension.sdk.api.interceptor.publish.parameter.PublishInboundInput;
import com.hivemq.extension.sdk.api.interceptor.publish.parameter.PublishInboundOutput;
import com.hivemq.extension.sdk.api.packets.auth.DefaultAuthorizationBehaviour;
import com.hivemq.extension.sdk.api.packets.connect.ConnackReasonCode;
import com.hivemq.extension.sdk.api.packets.connect.ConnectPacket;
import com.hivemq.extension.sdk.api.packets.publish.AckReasonCode;
import com.hivemq.extension.sdk.api.services.Services;
import com.hivemq.extension.sdk.api.services.builder.Builders;
import io.slipway.domain.Id;
import io.slipway.protocol.message.Secret;
import io.slipway.protocol.topic.AccountRights;
import io.slipway.protocol.topic.ControlScope;
import io.slipway.protocol.topic.DeviceTopic;
import io.slipway.registry.AccountLogin;
import io.slipway.registry.AdmittedDevice;
import io.slipway.registry.DeviceDirectory;
import io.slipway.store.StoreUnavailableException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who comes in, what is said, who leaves. A login is judged where CONNECT arrives, because only
 * there the client id can still be set to one that is unique over all accounts.
 */
final class Doorway implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Doorway.class);
  private static final String SESSION = "slipway-session";
  private static final String BUSY = "busy";
  private static final String STRANGER = "stranger";
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final int AT_ONCE = 256;

  private final DeviceDirectory directory;
  private final String controlPrefix;
  private final ControlTopics topics;

  /** Those whose client is gone before the broker asks are forgotten. */
  private final Cache<String, Visit> atTheDoor =
      Caffeine.newBuilder().expireAfterWrite(PATIENCE.multipliedBy(3)).build();

  private final ConcurrentHashMap<String, Visit> inside = new ConcurrentHashMap<>();
  private final Semaphore places = new Semaphore(AT_ONCE);
  private final CountDownLatch closing = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  Doorway(DeviceDirectory directory, String controlPrefix) {
    this.directory = directory;
    this.controlPrefix = controlPrefix;
    this.topics = new ControlTopics(controlPrefix);
  }

  /** What renames control topics for the broker's inside. */
  ControlTopics topics() {
    return topics;
  }

  /** CONNECT has come. */
  void arrives(ConnectInboundInput input, ConnectInboundOutput output) {
    ConnectionInformation connection = input.getConnectionInformation();
    output
        .getConnectPacket()
        .getModifiableWillPublish()
        .ifPresent(will -> will.setTopic(topics.inside(will.getTopic())));
    // Unless it is judged in time.
    put(connection, BUSY);
    if (!places.tryAcquire()) {
      return;
    }
    Async<ConnectInboundOutput> answer = output.async(PATIENCE, TimeoutFallback.SUCCESS);
    threads.execute(
        () -> {
          try {
            Optional<Visit> visit = judge(input.getConnectPacket(), connection);
            visit.ifPresent(v -> output.getConnectPacket().setClientId(v.uniqueId()));
            put(connection, visit.map(v -> v.device().session()).orElse(STRANGER));
          } catch (RuntimeException failed) {
            LOG.warn("a login at the account broker could not be judged: {}", failed.toString());
          } finally {
            places.release();
            answer.resume();
          }
        });
  }

  private Optional<Visit> judge(ConnectPacket packet, ConnectionInformation connection) {
    AccountLogin login =
        new AccountLogin(
            packet.getClientId(),
            packet.getUserName().orElse(""),
            Secret.of(packet.getPassword().map(Doorway::bytes).orElse(new byte[0])),
            overTls(connection),
            connection.getInetAddress().map(InetAddress::getHostAddress).orElse(""),
            connection
                .getClientTlsInformation()
                .flatMap(ClientTlsInformation::getClientCertificate));
    Optional<Visit> visit = directory.admit(login).map(d -> new Visit(d, lastWill(packet, d)));
    visit.ifPresent(v -> atTheDoor.put(v.device().session(), v));
    return visit;
  }

  private Optional<byte[]> lastWill(ConnectPacket packet, AdmittedDevice device) {
    return packet
        .getWillPublish()
        .filter(w -> DeviceTopic.parse(w.getTopic(), scope(device)) instanceof DeviceTopic.LastWill)
        .map(w -> w.getPayload().map(Doorway::bytes).orElse(new byte[0]));
  }

  /** The broker asks whether who came in may stay. */
  void isJudged(SimpleAuthInput input, SimpleAuthOutput output) {
    Optional<String> session = session(input.getConnectionInformation());
    if (session.filter(BUSY::equals).isPresent()) {
      output.failAuthentication(ConnackReasonCode.SERVER_UNAVAILABLE);
      return;
    }
    Optional<Visit> visit =
        session
            .map(atTheDoor.asMap()::remove)
            .filter(v -> v.uniqueId().equals(input.getConnectPacket().getClientId()));
    if (visit.isEmpty()) {
      output.failAuthentication(ConnackReasonCode.BAD_USER_NAME_OR_PASSWORD);
      return;
    }
    inside.put(visit.get().device().session(), visit.get());
    allowOwnTopics(visit.get().device(), output);
    output.authenticateSuccessfully();
  }

  /** A connection that may stay is open. */
  void enters(ConnectionInformation connection) {
    visit(connection)
        .ifPresent(v -> v.then(threads, () -> insist(v, () -> directory.entered(v.device()))));
  }

  /** A publication has come; the registry hears it before anybody else. */
  void says(PublishInboundInput input, PublishInboundOutput output) {
    Optional<Visit> visit = visit(input.getConnectionInformation());
    String topic = input.getPublishPacket().getTopic();
    output.getPublishPacket().setTopic(topics.inside(topic));
    if (visit.isEmpty() || !lifecycle(topic, visit.get().device())) {
      return;
    }
    AdmittedDevice device = visit.get().device();
    byte[] payload = input.getPublishPacket().getPayload().map(Doorway::bytes).orElse(new byte[0]);
    DeviceTopic meaning = DeviceTopic.parse(topic, scope(device));
    Async<PublishInboundOutput> answer =
        output.async(PATIENCE, TimeoutFallback.FAILURE, AckReasonCode.UNSPECIFIED_ERROR);
    visit
        .get()
        .then(
            threads,
            () -> {
              try {
                directory.lifecycle(device, meaning, payload);
              } catch (StoreUnavailableException away) {
                LOG.warn("{} of {} was not recorded: {}", meaning, topic, away.getMessage());
                output.preventPublishDelivery(AckReasonCode.IMPLEMENTATION_SPECIFIC_ERROR);
              } catch (RuntimeException wrong) {
                LOG.debug("{} was passed over: {}", topic, wrong.toString());
              } finally {
                answer.resume();
              }
            });
  }

  /** The broker will end: no device is to blame for a connection that ends from now on. */
  void announceEnd() {
    closing.countDown();
  }

  /** A connection has ended; {@code broken} where neither side closed it by intention. */
  void leaves(ConnectionInformation connection, boolean broken) {
    boolean lost = broken && closing.getCount() > 0;
    Optional<Visit> visit = session(connection).map(inside::remove);
    visit.ifPresent(v -> v.then(threads, () -> insist(v, () -> depart(v, lost))));
  }

  /** A request has changed or is gone: whose credentials count no more has to leave. */
  void review(Id request) {
    inside.values().stream()
        .filter(v -> v.device().requestId().equals(request))
        .forEach(v -> threads.execute(() -> insist(v, () -> turnOutUnlessAdmitted(v))));
  }

  private void turnOutUnlessAdmitted(Visit visit) {
    if (!directory.stillAdmits(visit.device())) {
      LOG.info("{} has to leave: its credentials count no more", visit.device().clientId());
      turnOut(visit);
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // one that is gone already needs no more care
  private static void turnOut(Visit visit) {
    Services.clientService().disconnectClient(visit.uniqueId());
  }

  /** The same device has another connection now, and is as connected as before. */
  void isReplaced(ConnectionInformation connection) {
    session(connection).ifPresent(inside::remove);
  }

  private void depart(Visit visit, boolean lost) {
    if (lost && visit.lastWill().isPresent()) {
      directory.lifecycle(visit.device(), new DeviceTopic.LastWill(), visit.lastWill().get());
    }
    directory.left(visit.device(), lost);
  }

  /** Nobody repeats this, so it waits for the store to come back. */
  private void insist(Visit visit, Runnable task) {
    boolean done = false;
    while (!done) {
      try {
        task.run();
        done = true;
      } catch (StoreUnavailableException away) {
        LOG.debug("what {} did waits for the store", visit.device().clientId());
        done = closingWithin(RETRY);
      } catch (RuntimeException failed) {
        LOG.warn("what {} did was not recorded", visit.device().clientId(), failed);
        done = true;
      }
    }
  }

  private boolean closingWithin(Duration time) {
    try {
      return closing.await(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  @Override
  public void close() {
    announceEnd();
    threads.shutdown();
    try {
      if (!threads.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  private void allowOwnTopics(AdmittedDevice device, SimpleAuthOutput output) {
    AccountRights rights = new AccountRights(scope(device));
    output.getDefaultPermissions().setDefaultBehaviour(DefaultAuthorizationBehaviour.DENY);
    rights.readable().forEach(f -> allow(output, f, TopicPermission.MqttActivity.SUBSCRIBE));
    rights.writable().forEach(f -> allow(output, f, TopicPermission.MqttActivity.PUBLISH));
  }

  private void allow(
      SimpleAuthOutput output, String filter, TopicPermission.MqttActivity activity) {
    output
        .getDefaultPermissions()
        .add(
            Builders.topicPermission()
                .topicFilter(topics.inside(filter))
                .activity(activity)
                .type(TopicPermission.PermissionType.ALLOW)
                .build());
  }

  private boolean lifecycle(String topic, AdmittedDevice device) {
    return topic.startsWith(
        controlPrefix + "/" + device.accountName() + "/" + device.clientId() + "/MQTT/");
  }

  private ControlScope scope(AdmittedDevice device) {
    return new ControlScope(controlPrefix, device.accountName(), device.clientId());
  }

  private static boolean overTls(ConnectionInformation connection) {
    return connection.getListener().filter(l -> l.getName().equals("tls")).isPresent();
  }

  private static void put(ConnectionInformation connection, String session) {
    connection.getConnectionAttributeStore().putAsString(SESSION, session);
  }

  private Optional<Visit> visit(ConnectionInformation connection) {
    return session(connection).map(inside::get);
  }

  private static Optional<String> session(ConnectionInformation connection) {
    return connection.getConnectionAttributeStore().getAsString(SESSION);
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
