// SPDX-License-Identifier: Apache-2.0
package io.slipway.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Where the broker listens, and what it says where it cannot. */
class ListenersTest {
  private static final Optional<MqttSettings.Address> ANY = address(0);

  @Test
  void webSocket_isOffByDefault() {
    assertThat(MqttSettings.DEFAULT.wss()).isEmpty();
    assertThat(MqttSettings.DEFAULT.ws()).isEmpty();
  }

  @Test
  void plainTransports_stayOnTheLoopbackByDefault() {
    assertThat(MqttSettings.DEFAULT.tcp().orElseThrow().host()).isEqualTo("127.0.0.1");
  }

  @Test
  void takenPort_isNamedAndNothingStaysOpen() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      ProvisionBroker broker =
          broker(MqttSettings.DEFAULT.withTls(ANY).withTcp(address(taken.getLocalPort())));
      assertThatThrownBy(broker::start)
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("cannot listen on 127.0.0.1:" + taken.getLocalPort());
      assertThat(broker.ports()).isEqualTo(BrokerPorts.NONE);
    }
  }

  @Test
  void closedBroker_listensNoMore() {
    ProvisionBroker broker = broker(MqttSettings.DEFAULT.withTls(ANY).withTcp(ANY));
    broker.start();
    assertThat(broker.ports().wss()).isEmpty();
    int port = broker.ports().tls().orElseThrow();
    broker.close();
    assertThatThrownBy(() -> new Socket("127.0.0.1", port)).isInstanceOf(IOException.class);
  }

  private static Optional<MqttSettings.Address> address(int port) {
    return Optional.of(new MqttSettings.Address("127.0.0.1", port));
  }

  private static ProvisionBroker broker(MqttSettings settings) {
    return new ProvisionBroker(
        settings,
        new FakeGate(),
        TestBroker.IDENTITY,
        new SimpleMeterRegistry(),
        InstantSource.system());
  }
}
