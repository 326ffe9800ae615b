// SPDX-License-Identifier: Apache-2.0
package io.slipway.accountbroker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.exceptions.ConnectionFailedException;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5SubAckException;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.slipway.domain.Actor;
import io.slipway.domain.Device;
import io.slipway.domain.DeviceEvent;
import io.slipway.domain.Id;
import io.slipway.domain.UserCoupling;
import io.slipway.protocol.message.BirthMessage;
import io.slipway.protocol.payload.KuraPayloadCodec;
import io.slipway.registry.AuditTrail;
import io.slipway.registry.DeviceDraft;
import io.slipway.registry.Devices;
import io.slipway.security.IdSource;
import io.slipway.store.EventFilter;
import io.slipway.store.PageRequest;
import io.slipway.store.Store;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real clients at a real broker. */
class AccountBrokerTest {
  @TempDir static Path data;

  private static RunningBroker running;
  private static Store store;

  @BeforeAll
  static void start() throws Exception {
    running = RunningBroker.in(data);
    store = running.store();
  }

  @AfterAll
  static void stop() {
    running.close();
  }

  @Test
  void provisionedDevice_isLetInAndItsArrivalTold() throws Exception {
    Id request = provisioned(Id.ROOT_ACCOUNT, "gw-in", UserCoupling.STRICT, false);
    Mqtt5BlockingClient client = running.overTls("gw-in");
    connect(client, "gw-in-1", "pass-gw-in");
    assertThat(running.arrivals()).contains(request + "/1");
    await(() -> status("gw-in") == Device.ConnectionStatus.CONNECTED);
    Device device = store.device(Id.ROOT_ACCOUNT, "gw-in").orElseThrow();
    assertThat(device.connection().orElseThrow().protocol()).isEqualTo("MQTTS");
    client.disconnect();
    await(() -> status("gw-in") == Device.ConnectionStatus.DISCONNECTED);
  }

  @Test
  void deviceWhoseCredentialsCountNoMore_hasToLeave() throws Exception {
    Id deleted = provisioned(Id.ROOT_ACCOUNT, "gw-gone", UserCoupling.STRICT, false);
    provisioned(Id.ROOT_ACCOUNT, "gw-stays", UserCoupling.STRICT, false);
    Mqtt5BlockingClient gone = running.overTls("gw-gone");
    Mqtt5BlockingClient stays = running.overTls("gw-stays");
    connect(gone, "gw-gone-1", "pass-gw-gone");
    connect(stays, "gw-stays-1", "pass-gw-stays");
    store.delete(store.request(deleted).orElseThrow(), Instant.EPOCH);
    await(() -> !gone.getState().isConnected());
    assertThat(stays.getState().isConnected()).isTrue();
    assertThatThrownBy(() -> connect(gone, "gw-gone-1", "pass-gw-gone"))
        .isInstanceOf(Mqtt5ConnAckException.class);
    stays.disconnect();
  }

  @Test
  void deviceThatAnOperatorDisconnects_mayComeAgainUntilItIsDisabled() throws Exception {
    provisioned(Id.ROOT_ACCOUNT, "gw-ended", UserCoupling.STRICT, false);
    Mqtt5BlockingClient client = running.overTls("gw-ended");
    connect(client, "gw-ended-1", "pass-gw-ended");
    await(() -> status("gw-ended") == Device.ConnectionStatus.CONNECTED);
    IdSource ids = new IdSource(Clock.systemUTC(), 2);
    Devices devices = new Devices(store, ids, new AuditTrail(store, ids, Clock.systemUTC()));
    devices.disconnect(device("gw-ended"), Actor.PLATFORM);
    await(() -> !client.getState().isConnected());

    connect(client, "gw-ended-1", "pass-gw-ended");
    await(() -> status("gw-ended") == Device.ConnectionStatus.CONNECTED);
    Device back = device("gw-ended");
    DeviceDraft disabled = new DeviceDraft("gw-ended", false, Map.of());
    devices.edit(back, Actor.PLATFORM, back.audit().optlock(), disabled);
    await(() -> !client.getState().isConnected());
    assertThatThrownBy(() -> connect(client, "gw-ended-1", "pass-gw-ended"))
        .isInstanceOf(Mqtt5ConnAckException.class);
  }

  private static Device device(String clientId) {
    return store.device(Id.ROOT_ACCOUNT, clientId).orElseThrow();
  }

  @Test
  void strangersAndWrongPasswords_areRefusedAlike() {
    provisioned(Id.ROOT_ACCOUNT, "gw-no", UserCoupling.STRICT, false);
    for (String[] login :
        new String[][] {
          {"gw-no", "gw-no-1", "wrong"}, {"gw-no", "gw-no-2", "pass-gw-no"},
          {"nobody", "nobody-1", "x"}, {"another", "gw-no-1", "pass-gw-no"}
        }) {
      assertThatThrownBy(() -> connect(overTcp(login[0]), login[1], login[2]))
          .as("%s", (Object) login)
          .isInstanceOf(Mqtt5ConnAckException.class)
          .hasMessageContaining("BAD_USER_NAME_OR_PASSWORD");
    }
  }

  @Test
  void looseUser_mayUseAnotherClientIdUnlessReserved() {
    provisioned(Id.ROOT_ACCOUNT, "gw-loose", UserCoupling.LOOSE, false);
    provisioned(Id.ROOT_ACCOUNT, "gw-held", UserCoupling.LOOSE, true);
    Mqtt5BlockingClient client = overTcp("gw-guest");
    connect(client, "gw-loose-1", "pass-gw-loose");
    client.disconnect();
    assertThatThrownBy(() -> connect(overTcp("gw-guest"), "gw-held-1", "pass-gw-held"))
        .isInstanceOf(Mqtt5ConnAckException.class);
  }

  @Test
  void looseUser_mayNotPlayADeviceThatIsBoundToItsOwnUser() {
    provisioned(Id.ROOT_ACCOUNT, "gw-bound", UserCoupling.STRICT, false);
    provisioned(Id.ROOT_ACCOUNT, "gw-account", UserCoupling.INHERITED, false);
    provisioned(Id.ROOT_ACCOUNT, "gw-open", UserCoupling.LOOSE, false);
    provisioned(Id.ROOT_ACCOUNT, "gw-roams", UserCoupling.LOOSE, false);
    for (String bound : List.of("gw-bound", "gw-account")) {
      assertThatThrownBy(() -> connect(overTcp(bound), "gw-roams-1", "pass-gw-roams"))
          .as(bound)
          .isInstanceOf(Mqtt5ConnAckException.class)
          .hasMessageContaining("BAD_USER_NAME_OR_PASSWORD");
    }
    Mqtt5BlockingClient client = overTcp("gw-open");
    connect(client, "gw-roams-1", "pass-gw-roams");
    client.disconnect();
  }

  @Test
  void looseUser_mayNotUseAClientIdThatGivesRightsOverOthers() {
    provisioned(Id.ROOT_ACCOUNT, "gw-sly", UserCoupling.LOOSE, false);
    for (String wild : List.of("+", "#", "gw-own/CONF-V1")) {
      assertThatThrownBy(() -> connect(overTcp(wild), "gw-sly-1", "pass-gw-sly"))
          .as(wild)
          .isInstanceOf(Mqtt5ConnAckException.class)
          .hasMessageContaining("BAD_USER_NAME_OR_PASSWORD");
    }
  }

  @Test
  void device_usesItsOwnTopicsOnly() throws Exception {
    provisioned(Id.ROOT_ACCOUNT, "gw-own", UserCoupling.STRICT, false);
    Mqtt5BlockingClient client = overTcp("gw-own");
    connect(client, "gw-own-1", "pass-gw-own");
    client.subscribeWith().topicFilter("$EDC/slipway/gw-own/#").send();
    client.subscribeWith().topicFilter("slipway/gw-own/#").send();
    try (Mqtt5BlockingClient.Mqtt5Publishes heard = client.publishes(MqttGlobalPublishFilter.ALL)) {
      say(client, "$EDC/slipway/gw-own/CMD-V1/EXEC/command", new byte[] {1});
      assertThat(heard.receive(5, TimeUnit.SECONDS))
          .hasValueSatisfying(
              p -> assertThat(p.getTopic()).hasToString("$EDC/slipway/gw-own/CMD-V1/EXEC/command"));
      client.publishWith().topic("slipway/gw-own/data").payload("1".getBytes(UTF_8)).send();
      Optional<Mqtt5Publish> own = heard.receive(5, TimeUnit.SECONDS);
      assertThat(own)
          .hasValueSatisfying(p -> assertThat(p.getTopic()).hasToString("slipway/gw-own/data"));
    }
    assertThatThrownBy(() -> client.subscribeWith().topicFilter("#").send())
        .isInstanceOf(Mqtt5SubAckException.class);
    assertThatThrownBy(() -> client.subscribeWith().topicFilter("$EDC/slipway/+/#").send())
        .isInstanceOf(Mqtt5SubAckException.class);
    assertThatThrownBy(
            () ->
                client
                    .publishWith()
                    .topic("slipway/another/data")
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .send())
        .isInstanceOf(Mqtt5PubAckException.class);
  }

  @Test
  void oneClientIdInTwoAccounts_isTwoDevices() throws Exception {
    provisioned(Id.ROOT_ACCOUNT, "gw-twin", UserCoupling.STRICT, false);
    running.provisioned(
        RunningBroker.OTHER_ACCOUNT, "gw-twin", UserCoupling.STRICT, false, "pass-of-other");
    Mqtt5BlockingClient first = overTcp("gw-twin");
    Mqtt5BlockingClient second = overTcp("gw-twin");
    connect(first, "gw-twin-1", "pass-gw-twin");
    connect(second, "gw-twin-1", "pass-of-other");
    assertThat(first.getState().isConnected()).isTrue();
    first.subscribeWith().topicFilter("$EDC/slipway/gw-twin/#").send();
    second.subscribeWith().topicFilter("$EDC/other/gw-twin/#").send();
    await(() -> store.device(RunningBroker.OTHER_ACCOUNT, "gw-twin").isPresent());
    first.disconnect();
    second.disconnect();
  }

  @Test
  void birthAndDisconnectMessages_keepTheRegistry() throws Exception {
    provisioned(Id.ROOT_ACCOUNT, "gw-life", UserCoupling.STRICT, false);
    Mqtt5BlockingClient client = overTcp("gw-life");
    connect(client, "gw-life-1", "pass-gw-life");
    byte[] birth =
        KuraPayloadCodec.encode(
            new BirthMessage(Set.of("CONF-V1"), Map.of("serial_number", "S1")).toPayload(5));
    say(client, "$EDC/slipway/gw-life/MQTT/BIRTH", birth);
    await(
        () ->
            "S1"
                .equals(
                    store
                        .device(Id.ROOT_ACCOUNT, "gw-life")
                        .orElseThrow()
                        .attributes()
                        .get("serial_number")));
    say(client, "$EDC/slipway/gw-life/MQTT/APPS", "no protobuf".getBytes(UTF_8));
    say(client, "$EDC/slipway/gw-life/MQTT/DC", new byte[0]);
    await(() -> status("gw-life") == Device.ConnectionStatus.DISCONNECTED);
    Device device = store.device(Id.ROOT_ACCOUNT, "gw-life").orElseThrow();
    List<String> events =
        store.events(device.id(), EventFilter.ALL, PageRequest.FIRST).items().stream()
            .map(DeviceEvent::resource)
            .toList();
    assertThat(events).contains("CONNECTED", "BIRTH", "DC");
    client.disconnect();
  }

  private static void say(Mqtt5BlockingClient client, String topic, byte[] payload) {
    client.publishWith().topic(topic).qos(MqttQos.AT_LEAST_ONCE).payload(payload).send();
  }

  private static Device.ConnectionStatus status(String clientId) {
    return store
        .device(Id.ROOT_ACCOUNT, clientId)
        .flatMap(Device::connection)
        .map(Device.Connection::status)
        .orElse(null);
  }

  private static void await(Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!condition.call()) {
      assertThat(System.nanoTime()).as("time is up").isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  private static Id provisioned(
      Id account, String clientId, UserCoupling coupling, boolean reserved) {
    return running.provisioned(account, clientId, coupling, reserved, "pass-" + clientId);
  }

  private static Mqtt5BlockingClient overTcp(String clientId) {
    return running.overTcp(clientId);
  }

  private static void connect(Mqtt5BlockingClient client, String username, String password)
      throws ConnectionFailedException {
    RunningBroker.connect(client, username, password);
  }
}
