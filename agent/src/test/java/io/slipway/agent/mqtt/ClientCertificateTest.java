// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.agent.certificate.Authority;
import io.slipway.agent.certificate.DeviceIdentity;
import io.slipway.agent.certificate.DeviceKey;
import io.slipway.protocol.message.KeyType;
import io.slipway.protocol.message.Secret;
import io.slipway.protocol.signing.Pem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Brokers that let in who shows a certificate. */
@Timeout(120)
class ClientCertificateTest {
  private static final Authority SERVERS = Authority.make("CN=root of servers");
  private static final Authority DEVICES = Authority.make("CN=root of devices").below("CN=below");

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"EC_P256, TLSv1.2", "EC_P256, TLSv1.3", "ED25519, TLSv1.2", "ED25519, TLSv1.3"})
  void deviceWithACertificate_isLetInWithoutAPassword(KeyType type, String version)
      throws Exception {
    DeviceKey key = DeviceKey.make("CN=pump,O=acme", type);
    DeviceIdentity identity = key.with(DEVICES.certify(key));
    try (ScriptedBroker broker =
            new ScriptedBroker(TlsServer.demanding(SERVERS, DEVICES, version));
        BrokerConnection connection = connect(broker, Optional.of(identity))) {
      ScriptedBroker.Guest guest = broker.next();
      connection.publish("a/b", new byte[] {7});
      assertThat(guest.published().payload()).containsExactly(7);
      assertThat(guest.certificates()).isEqualTo(identity.chain());
      assertThat(guest.clientId()).isEqualTo("pump");
      assertThat(guest.username()).isEqualTo("pump-1");
      assertThat(guest.password()).isEmpty();
    }
  }

  @Test
  void deviceWithoutTheRightCertificate_isNotLetIn() throws Exception {
    Authority strangers = Authority.make("CN=root of strangers");
    DeviceKey key = Authority.key("CN=pump");
    DeviceIdentity foreign = key.with(strangers.certify(key));
    try (ScriptedBroker broker = new ScriptedBroker(TlsServer.demanding(SERVERS, DEVICES))) {
      for (Optional<DeviceIdentity> wrong :
          List.of(Optional.<DeviceIdentity>empty(), Optional.of(foreign))) {
        assertThatThrownBy(() -> connect(broker, wrong).close())
            .isInstanceOfSatisfying(BrokerException.class, e -> assertThat(e.refused()).isFalse());
      }
    }
  }

  private BrokerConnection connect(ScriptedBroker broker, Optional<DeviceIdentity> identity)
      throws Exception {
    Path ca = Files.writeString(folder.resolve("ca.pem"), Pem.of(SERVERS.root()));
    LoginData login =
        new LoginData(
            BrokerUrl.parse("mqtts://127.0.0.1:" + broker.port()).orElseThrow(),
            "pump",
            "pump-1",
            Optional.empty(),
            identity,
            Optional.empty());
    return new Connector(MqttVersion.V3_1_1, Duration.ofSeconds(20), new Inbox())
        .connect(login, Trust.read(Optional.of(ca), Optional.empty(), Secret.of("")));
  }
}
