// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.kura;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.proof.world.Operator;
import io.slipway.proof.world.Order;
import io.slipway.proof.world.Patience;
import io.slipway.proof.world.PlacedOrder;
import io.slipway.proof.world.Slipway;
import io.slipway.protocol.snapshot.KuraPids;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.Bundle;

/** A gateway on its way to its account's broker, with the bundle. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(150)
class KuraBundleIT {
  private static final String ENDPOINTS = "/v1/_/endpointInfos";

  private final Lines lines = Lines.listen();
  private Path folder;
  private OsgiFramework framework;
  private Bundle bundle;
  private Slipway slipway;
  private Operator operator;

  @BeforeAll
  void start(@TempDir Path place) throws Exception {
    folder = place;
    framework = OsgiFramework.start(place);
    bundle = framework.installAgent();
    slipway = Slipway.start(place);
    operator = slipway.operator();
  }

  @AfterAll
  void stop() {
    slipway.close();
    framework.close();
    lines.close();
  }

  @Test
  void gatewayThatWasLedAstray_rollsBackAndArrivesOnceTheAddressIsRight() throws Exception {
    String endpoint = endpoint("localhost", unusedPort());
    Operator.Reply made = operator.post(ENDPOINTS, endpoint).ok();
    PlacedOrder order =
        operator.place(Order.of("astray").activationKey().attempts(-1).endpoint(made.at("/id")));
    try (KuraGateway gateway = new KuraGateway(framework, folder, order.clientId())) {
      gateway.create(settings(order, "timeout", 2));
      Patience.until("a gateway that has rolled back", () -> !gateway.rolledBack().isEmpty());
      assertThat(gateway.rolledBack().get(0))
          .containsEntry("broker-url", "mqtt://former")
          .doesNotContainKey("username");

      String mended =
          endpoint("127.0.0.1", slipway.ports().accountTls())
              .replaceFirst("\\{", "{\"optlock\":" + made.at("/optlock") + ",");
      operator.send("PUT", ENDPOINTS + "/" + made.at("/id"), Optional.of(mended)).ok();
      arrives(gateway, order);
    }
    assertThat(lines.all().filter(l -> l.contains(order.password()))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "connecting to the provision broker",
        "the platform's certificates are good",
        "configuration received and stored",
        "waiting for the connection",
        "provisioned; provisioning has disabled itself",
      })
  void bundleStoppedWhenItSays_arrivesOnceWhenStartedAgain(String line) throws Exception {
    PlacedOrder order = operator.place(Order.of("stopped-" + line.replaceAll("\\W", "-")));
    try (KuraGateway gateway = new KuraGateway(framework, folder, order.clientId())) {
      lines.forget();
      gateway.create(settings(order, "timeout", 60));
      lines.await(line);
      bundle.stop();
      Set<Thread> left = Thread.getAllStackTraces().keySet();
      bundle.start();
      assertThat(left).noneMatch(thread -> thread.getName().equals("slipway-agent"));
      arrives(gateway, order);
      assertThat(operator.attempts(order)).isEqualTo(1);
      assertThat(operator.events(order.clientId()))
          .containsOnlyOnce("UNDER_PROVISIONING")
          .containsOnlyOnce("PROVISIONED");
    }
  }

  @Test
  void applicationsThatAreOrdered_runWhenTheGatewayHasArrived() throws Exception {
    Application pump = uploaded(Application.of("pump", "1.0.0"));
    Application fan = uploaded(Application.of("fan", "2.0.0"));
    PlacedOrder order =
        operator.place(
            Order.of("applied").withPackage("pump", "1.0.0").withPackage("fan", "2.0.0"));
    try (KuraGateway gateway = new KuraGateway(framework, folder, order.clientId())) {
      lines.forget();
      gateway.create(settings(order, "timeout", 60));
      lines.await("installing pump 1.0.0");
      bundle.stop();
      bundle.start();
      arrives(gateway, order);
      assertThat(operator.attempts(order)).isEqualTo(1);
      assertThat(pump.runsIn(framework)).isTrue();
      assertThat(fan.runsIn(framework)).isTrue();
    }
    newVersionGoesWithTheOneThatDoesNotRun(pump);
  }

  private void newVersionGoesWithTheOneThatDoesNotRun(Application former) throws Exception {
    uploaded(Application.of("pump", "1.1.0"));
    uploaded(Application.of("broken", "1.0.0").needing("not.there"));
    PlacedOrder order =
        operator.place(
            Order.of("undone")
                .withPackage("pump", "1.1.0")
                .withPackage("broken", "1.0.0")
                .rollingBack());
    try (KuraGateway gateway = new KuraGateway(framework, folder, order.clientId())) {
      lines.forget();
      gateway.create(settings(order, "timeout", 60));
      operator.awaitCause(order, "PACKAGE_INSTALL_FAILED");
      lines.await("pump 1.1.0 is taken back");
      assertThat(former.runsIn(framework)).isTrue();
      assertThat(operator.executions(order).get(0).at("/log").asText())
          .contains("broken", "does not start", "not.there");
      assertThat(framework.context().getBundles())
          .noneMatch(b -> "broken".equals(b.getSymbolicName()));
    }
  }

  private Application uploaded(Application application) throws Exception {
    operator
        .upload(application.name(), application.version(), "dp", application.write(folder))
        .ok();
    return application;
  }

  private void arrives(KuraGateway gateway, PlacedOrder order) {
    operator.awaitStatus(order, "COMPLETED");
    operator.awaitConnection(order.clientId(), "CONNECTED");
    Patience.until(
        "a gateway that has disabled provisioning",
        () -> Boolean.FALSE.equals(gateway.agent().get("enabled")));
    assertThat(gateway.agent()).containsEntry("provisioned", true);
    assertThat(gateway.component(KuraPids.DATA_SERVICE))
        .containsEntry("connect.auto-on-startup", true);
    assertThat((String) gateway.component(KuraPids.MQTT_DATA_TRANSPORT).get("password"))
        .startsWith("encrypted:");
    assertThat(folder.resolve("slipway-agent").resolve(order.clientId()).resolve("state")).exists();
  }

  private Map<String, Object> settings(PlacedOrder order, String name, Object value) {
    Map<String, Object> settings =
        new HashMap<>(
            Map.of(
                "enabled",
                true,
                "provisioned",
                false,
                "broker-url",
                "mqtts://localhost:" + slipway.ports().provisionTls(),
                "ca-file",
                slipway.ca().toString(),
                "username",
                order.username(),
                "password",
                order.password(),
                "client-id",
                order.clientId(),
                "retry-interval",
                1,
                name,
                value));
    order.activationKey().ifPresent(key -> settings.put("activation-key", key));
    return settings;
  }

  private static String endpoint(String host, int port) {
    return "{\"schema\":\"mqtts\",\"dns\":\"%s\",\"port\":%d,\"secure\":true,".formatted(host, port)
        + "\"usages\":[{\"name\":\"MESSAGE_BROKER\"}]}";
  }

  private static int unusedPort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
