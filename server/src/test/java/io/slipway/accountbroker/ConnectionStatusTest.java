// SPDX-License-Identifier: Apache-2.0
package io.slipway.accountbroker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import io.slipway.domain.AuditRecord;
import io.slipway.domain.Device;
import io.slipway.domain.Device.ConnectionStatus;
import io.slipway.domain.DeviceEvent;
import io.slipway.domain.EventKind;
import io.slipway.domain.Id;
import io.slipway.domain.RequestEvent;
import io.slipway.domain.UserCoupling;
import io.slipway.store.AuditFilter;
import io.slipway.store.EventFilter;
import io.slipway.store.PageRequest;
import io.slipway.store.Store;
import io.slipway.store.StoreUnavailableException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the registry says of a connection is what became of it, whatever happens on the way. */
class ConnectionStatusTest {
  private static final int ACCEPTED = 0;
  private static final int UNAVAILABLE = 3;

  @TempDir static Path data;

  private static RunningBroker running;
  private static volatile boolean away;
  private static volatile Optional<CountDownLatch> slow = Optional.empty();
  private static volatile CountDownLatch asked = new CountDownLatch(1);

  @BeforeAll
  static void start() throws Exception {
    running = RunningBroker.in(data, ConnectionStatusTest::unreliable);
  }

  @AfterEach
  void becomeReliable() {
    away = false;
    slow = Optional.empty();
  }

  @AfterAll
  static void stop() {
    running.close();
  }

  @Test
  void lostDevice_isMissingAndItsWillRecorded() throws Exception {
    provisioned("gw-lost");
    try (Socket socket = open("gw-lost", "$EDC/slipway/gw-lost/MQTT/LWT")) {
      assertThat(answer(socket)).isEqualTo(ACCEPTED);
      await(() -> status("gw-lost") == ConnectionStatus.CONNECTED);
    }
    await(() -> events("gw-lost").equals(List.of("CONNECTED", "LWT", "MISSING")));
    assertThat(status("gw-lost")).isEqualTo(ConnectionStatus.MISSING);
  }

  @Test
  void deviceOfABrokerThatStops_isDisconnectedAndNotMissing(@TempDir Path other) throws Exception {
    RunningBroker stopping = RunningBroker.in(other);
    try (Store store = stopping.store()) {
      provisioned(stopping, "gw-stays");
      try (Socket socket = open(stopping, "gw-stays", "$EDC/slipway/gw-stays/MQTT/LWT")) {
        assertThat(answer(socket)).isEqualTo(ACCEPTED);
        await(() -> status(store, "gw-stays") == ConnectionStatus.CONNECTED);
        stopping.broker().close();
      }
      await(() -> status(store, "gw-stays") == ConnectionStatus.DISCONNECTED);
      assertThat(events(store, "gw-stays")).containsExactly("CONNECTED", "DISCONNECTED");
    }
  }

  @Test
  void deviceThatReplacesItself_staysConnected() throws Exception {
    provisioned("gw-twice");
    try (Socket first = open("gw-twice", "")) {
      assertThat(answer(first)).isEqualTo(ACCEPTED);
      await(() -> events("gw-twice").equals(List.of("CONNECTED")));
      Mqtt5BlockingClient second = running.overTcp("gw-twice");
      RunningBroker.connect(second, "gw-twice-1", "pass-gw-twice");
      assertThat(first.getInputStream().read()).isEqualTo(-1);
      await(() -> events("gw-twice").equals(List.of("CONNECTED", "CONNECTED")));
      assertThat(status("gw-twice")).isEqualTo(ConnectionStatus.CONNECTED);
      second.disconnect();
    }
    await(() -> status("gw-twice") == ConnectionStatus.DISCONNECTED);
    assertThat(events("gw-twice")).containsExactly("CONNECTED", "CONNECTED", "DISCONNECTED");
  }

  @Test
  void twoThatTakeOneConnectionFromEachOther_areToldOfOnceAndNotCutOff() throws Exception {
    provisioned("gw-clone");
    List<Socket> all = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      String from = i % 2 == 0 ? "127.0.0.1" : "127.0.0.2";
      Socket next = open(running, "gw-clone", "", InetAddress.getByName(from));
      all.add(next);
      assertThat(answer(next)).isEqualTo(ACCEPTED);
      int entries = i + 1;
      await(() -> Collections.frequency(events("gw-clone"), "CONNECTED") == entries);
    }
    await(() -> events("gw-clone").contains("SUSPECTED"));
    assertThat(status("gw-clone")).isEqualTo(ConnectionStatus.CONNECTED);
    assertThat(events("gw-clone")).containsOnlyOnce("SUSPECTED");
    AuditRecord told =
        running
            .store()
            .auditRecords(Id.ROOT_ACCOUNT, AuditFilter.ALL, PageRequest.FIRST)
            .items()
            .stream()
            .filter(record -> record.action().equals("suspected"))
            .findFirst()
            .orElseThrow();
    assertThat(told.detail().get("evidence")).contains("127.0.0.1", "127.0.0.2");
    assertThat(RequestEvent.kindOf(told)).contains(EventKind.SUSPECTED);
    for (Socket socket : all) {
      socket.close();
    }
  }

  @Test
  void storeAway_isNoRefusalOfTheDevice() throws Exception {
    provisioned("gw-later");
    away = true;
    assertThatThrownBy(
            () -> RunningBroker.connect(running.overTcp("gw-later"), "gw-later-1", "pass-gw-later"))
        .isInstanceOf(Mqtt5ConnAckException.class)
        .hasMessageContaining("SERVER_UNAVAILABLE");
    try (Socket socket = open("gw-later", "")) {
      assertThat(answer(socket)).isEqualTo(UNAVAILABLE);
    }
    away = false;
    try (Socket socket = open("gw-later", "")) {
      assertThat(answer(socket)).isEqualTo(ACCEPTED);
    }
    assertThat(running.arrivals()).anyMatch(a -> a.endsWith("/1"));
  }

  @Test
  void leavingWhileTheStoreIsAway_isRecordedWhenItIsBack() throws Exception {
    provisioned("gw-leaves");
    try (Socket socket = open("gw-leaves", "")) {
      assertThat(answer(socket)).isEqualTo(ACCEPTED);
      await(() -> status("gw-leaves") == ConnectionStatus.CONNECTED);
      away = true;
      asked = new CountDownLatch(1);
    }
    assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(status("gw-leaves")).isEqualTo(ConnectionStatus.CONNECTED);
    away = false;
    await(() -> status("gw-leaves") == ConnectionStatus.MISSING);
  }

  @Test
  void deviceThatGivesUpWhileItIsJudged_neverShowsConnected() throws Exception {
    provisioned("gw-hasty");
    CountDownLatch go = new CountDownLatch(1);
    slow = Optional.of(go);
    asked = new CountDownLatch(1);
    try (Socket socket = open("gw-hasty", "")) {
      assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
    }
    slow = Optional.empty();
    go.countDown();
    provisioned("gw-after");
    Mqtt5BlockingClient other = running.overTcp("gw-after");
    RunningBroker.connect(other, "gw-after-1", "pass-gw-after");
    await(() -> status("gw-after") == ConnectionStatus.CONNECTED);
    other.disconnect();
    await(() -> status("gw-hasty") != ConnectionStatus.CONNECTED);
  }

  /** The store with what the fields say between. */
  private static Store unreliable(Store store) {
    return (Store)
        Proxy.newProxyInstance(
            Store.class.getClassLoader(),
            new Class<?>[] {Store.class},
            (proxy, method, arguments) -> {
              asked.countDown();
              if (slow.isPresent()) {
                slow.get().await();
              }
              if (away) {
                throw new StoreUnavailableException("away");
              }
              try {
                return method.invoke(store, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private static void provisioned(String clientId) {
    provisioned(running, clientId);
  }

  private static void provisioned(RunningBroker at, String clientId) {
    at.provisioned(Id.ROOT_ACCOUNT, clientId, UserCoupling.STRICT, false, "pass-" + clientId);
  }

  /** A connection of MQTT 3.1.1 that has sent its CONNECT, with a will where there is a topic. */
  private static Socket open(String clientId, String will) throws IOException {
    return open(running, clientId, will);
  }

  private static Socket open(RunningBroker at, String clientId, String will) throws IOException {
    return open(at, clientId, will, InetAddress.getLoopbackAddress());
  }

  private static Socket open(RunningBroker at, String clientId, String will, InetAddress from)
      throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    text(body, "MQTT");
    body.write(4);
    body.write(will.isEmpty() ? 0b1100_0010 : 0b1100_0110);
    body.write(0);
    body.write(60);
    text(body, clientId);
    if (!will.isEmpty()) {
      text(body, will);
      text(body, "");
    }
    text(body, clientId + "-1");
    text(body, "pass-" + clientId);
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), at.broker().tcpPort(), from, 0);
    socket.setSoTimeout(30_000);
    socket.getOutputStream().write(new byte[] {0x10, (byte) body.size()});
    socket.getOutputStream().write(body.toByteArray());
    return socket;
  }

  private static void text(ByteArrayOutputStream body, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    body.write(bytes.length >> 8);
    body.write(bytes.length);
    body.writeBytes(bytes);
  }

  /** The return code of the CONNACK. */
  private static int answer(Socket socket) throws IOException {
    return socket.getInputStream().readNBytes(4)[3];
  }

  private static List<String> events(String clientId) {
    return events(running.store(), clientId);
  }

  private static List<String> events(Store store, String clientId) {
    return store
        .device(Id.ROOT_ACCOUNT, clientId)
        .map(
            d ->
                store.events(d.id(), EventFilter.ALL, PageRequest.FIRST).items().stream()
                    .map(DeviceEvent::resource)
                    .toList()
                    .reversed())
        .orElse(List.of());
  }

  private static ConnectionStatus status(String clientId) {
    return status(running.store(), clientId);
  }

  private static ConnectionStatus status(Store store, String clientId) {
    return store
        .device(Id.ROOT_ACCOUNT, clientId)
        .flatMap(Device::connection)
        .map(Device.Connection::status)
        .orElse(null);
  }

  private static void await(Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.call()) {
      assertThat(System.nanoTime()).as("time is up").isLessThan(deadline);
      Thread.yield();
    }
  }
}
