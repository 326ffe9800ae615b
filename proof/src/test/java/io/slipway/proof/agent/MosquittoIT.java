// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.proof.world.Operator;
import io.slipway.proof.world.Order;
import io.slipway.proof.world.Patience;
import io.slipway.proof.world.Person;
import io.slipway.proof.world.PlacedOrder;
import io.slipway.proof.world.Slipway;
import io.slipway.protocol.signing.Pem;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an account's authority issues and revokes counts at a broker that knows nothing of us. */
class MosquittoIT {
  private static final char[] NO_PASSWORD = new char[0];

  @TempDir private Path folder;

  @Test
  void certificateOfADevice_isTakenByMosquittoUntilItIsRevoked() throws Exception {
    try (Slipway slipway = Slipway.start(folder)) {
      Operator operator = slipway.operator();
      PlacedOrder order = operator.place(Order.of("vault").certificate("beside", "EC-P256"));
      Path outfit = Files.createDirectories(folder.resolve("outfit"));
      try (AgentProcess agent = AgentProcess.usual(folder, slipway, order)) {
        agent.set("snapshot-directory", outfit.toString()).configure().start().awaitWork();
      }
      Person admin =
          Person.in(folder, "admin")
              .logIn(slipway, Map.of("SLIPWAY_PASSWORD", Slipway.ADMIN_PASSWORD));
      Path list = folder.resolve("acme.crl");
      admin.does("certificate crl --out " + list);
      try (Mosquitto broker =
          Mosquitto.start(folder.resolve("mosquitto"), authorities(slipway, outfit), list)) {
        SSLContext device = device(outfit, broker);
        connect(broker, device);

        operator.awaitStatus(order, "COMPLETED");
        String id = operator.certificates("vault").get(0).at("/id").asText();
        admin.does("device revoke vault " + id);
        connect(broker, device);
        Patience.until("the list with the certificate on it", () -> fetched(admin, list));
        broker.reload();
        Patience.until("Mosquitto refusing the certificate", () -> !connects(broker, device));
        assertThat(broker.log()).contains("certificate verify failed");
      }
    }
  }

  /** A list is made anew within a second. */
  private static boolean fetched(Person admin, Path list) {
    try {
      long before = Files.size(list);
      admin.does("certificate crl --out " + list);
      return Files.size(list) > before;
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** The root and the account's authority, as the device has the latter in its chain. */
  private Path authorities(Slipway slipway, Path outfit) throws Exception {
    List<X509Certificate> chain = Pem.certificates(Files.readString(outfit.resolve("device.crt")));
    Path file = folder.resolve("authorities.pem");
    Files.writeString(file, Files.readString(slipway.ca()) + Pem.of(chain.get(1)));
    return file;
  }

  private static boolean connects(Mosquitto broker, SSLContext device) {
    try {
      connect(broker, device);
      return true;
    } catch (MqttException refused) {
      return false;
    }
  }

  private static void connect(Mosquitto broker, SSLContext device) throws MqttException {
    MqttConnectOptions options = new MqttConnectOptions();
    options.setSocketFactory(device.getSocketFactory());
    options.setConnectionTimeout(10);
    try (MqttClient client = new MqttClient(broker.address(), "vault", new MemoryPersistence())) {
      client.connect(options);
      client.publish("hello", new byte[] {1}, 1, false);
      client.disconnectForcibly(100, 100);
    }
  }

  private static SSLContext device(Path outfit, Mosquitto broker) throws Exception {
    KeyStore own = KeyStore.getInstance("PKCS12");
    own.load(null, NO_PASSWORD);
    X509Certificate[] chain =
        Pem.certificates(Files.readString(outfit.resolve("device.crt")))
            .toArray(X509Certificate[]::new);
    own.setKeyEntry("device", key(outfit.resolve("device.key")), NO_PASSWORD, chain);
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(own, NO_PASSWORD);
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, NO_PASSWORD);
    trusted.setCertificateEntry(
        "broker", Pem.certificates(Files.readString(broker.certificate())).get(0));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  private static PrivateKey key(Path file) throws Exception {
    String text = Files.readString(file, StandardCharsets.US_ASCII);
    byte[] der = Base64.getMimeDecoder().decode(text.replaceAll("-----[A-Z ]+-----", ""));
    return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
  }
}
