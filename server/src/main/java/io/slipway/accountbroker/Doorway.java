// SPDX-License-Identifier: Apache-2.0
package io.slipway.accountbroker;

import com.hivemq.extension.sdk.api.async.Async;
import com.hivemq.extension.sdk.api.async.TimeoutFallback;
import com.hivemq.extension.sdk.api.auth.parameter.SimpleAuthInput;
import com.hivemq.extension.sdk.api.auth.parameter.SimpleAuthOutput;
import com.hivemq.extension.sdk.api.auth.parameter.TopicPermission;
import com.hivemq.extension.sdk.api.client.parameter.ConnectionInformation;
import com.hivemq.extension.sdk.api.interceptor.connect.parameter.ConnectInboundInput;
import com.hivemq.extension.sdk.api.interceptor.connect.parameter.ConnectInboundOutput;
import com.hivemq.extension.sdk.api.interceptor.publish.parameter.PublishInboundInput;
import com.hivemq.extension.sdk.api.interceptor.publish.parameter.PublishInboundOutput;
import com.hivemq.extension.sdk.api.packets.auth.DefaultAuthorizationBehaviour;
import com.hivemq.extension.sdk.api.packets.connect.ConnackReasonCode;
import com.hivemq.extension.sdk.api.packets.connect.ConnectPacket;
import com.hivemq.extension.sdk.api.packets.publish.AckReasonCode;
import com.hivemq.extension.sdk.api.services.builder.Builders;
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
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int AT_ONCE = 256;

  private final DeviceDirectory directory;
  private final String controlPrefix;
  private final ControlTopics topics;
  private final ConcurrentHashMap<String, AdmittedDevice> inside = new ConcurrentHashMap<>();
  private final Semaphore places = new Semaphore(AT_ONCE);
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
    if (!places.tryAcquire()) {
      put(connection, BUSY);
      return;
    }
    Async<ConnectInboundOutput> answer = output.async(PATIENCE, TimeoutFallback.SUCCESS);
    threads.execute(
        () -> {
          try {
            judge(input.getConnectPacket(), connection)
                .ifPresent(d -> output.getConnectPacket().setClientId(uniqueId(d)));
          } catch (RuntimeException failed) {
            put(connection, BUSY);
            LOG.warn("a login at the account broker could not be judged: {}", failed.toString());
          } finally {
            places.release();
            answer.resume();
          }
        });
  }

  private Optional<AdmittedDevice> judge(ConnectPacket packet, ConnectionInformation connection) {
    AccountLogin login =
        new AccountLogin(
            packet.getClientId(),
            packet.getUserName().orElse(""),
            Secret.of(packet.getPassword().map(Doorway::bytes).orElse(new byte[0])),
            overTls(connection),
            connection.getInetAddress().map(InetAddress::getHostAddress).orElse(""));
    Optional<AdmittedDevice> device = directory.admit(login);
    device.ifPresent(
        d -> {
          inside.put(d.session(), d);
          put(connection, d.session());
        });
    return device;
  }

  /** The broker asks whether who came in may stay. */
  void isJudged(SimpleAuthInput input, SimpleAuthOutput output) {
    Optional<String> session = session(input.getConnectionInformation());
    Optional<AdmittedDevice> device = session.map(inside::get);
    if (device.isPresent()) {
      allowOwnTopics(device.get(), output);
      output.authenticateSuccessfully();
    } else if (session.filter(BUSY::equals).isPresent()) {
      output.failAuthentication(ConnackReasonCode.SERVER_UNAVAILABLE);
    } else {
      output.failAuthentication(ConnackReasonCode.BAD_USER_NAME_OR_PASSWORD);
    }
  }

  /** A publication has come; the registry hears it before anybody else. */
  void says(PublishInboundInput input, PublishInboundOutput output) {
    Optional<AdmittedDevice> device = session(input.getConnectionInformation()).map(inside::get);
    String topic = input.getPublishPacket().getTopic();
    output.getPublishPacket().setTopic(topics.inside(topic));
    if (device.isEmpty() || !lifecycle(topic, device.get())) {
      return;
    }
    byte[] payload = input.getPublishPacket().getPayload().map(Doorway::bytes).orElse(new byte[0]);
    DeviceTopic meaning = DeviceTopic.parse(topic, scope(device.get()));
    Async<PublishInboundOutput> answer =
        output.async(PATIENCE, TimeoutFallback.FAILURE, AckReasonCode.UNSPECIFIED_ERROR);
    threads.execute(
        () -> {
          try {
            directory.lifecycle(device.get(), meaning, payload);
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

  /** A connection has ended. */
  void leaves(ConnectionInformation connection, boolean orderly) {
    Optional<AdmittedDevice> device = session(connection).map(inside::remove);
    device.ifPresent(
        d ->
            threads.execute(
                () -> {
                  try {
                    directory.left(d, orderly);
                  } catch (RuntimeException failed) {
                    LOG.warn("that {} left was not recorded: {}", d.clientId(), failed.toString());
                  }
                }));
  }

  @Override
  public void close() {
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

  private static String uniqueId(AdmittedDevice device) {
    return device.scopeId() + ":" + device.clientId();
  }

  private static void put(ConnectionInformation connection, String session) {
    connection.getConnectionAttributeStore().putAsString(SESSION, session);
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
