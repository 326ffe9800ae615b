// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.proof.device.AccountDevice;
import io.slipway.proof.device.Client;
import io.slipway.proof.device.Device;
import io.slipway.proof.device.Door;
import io.slipway.proof.device.Login;
import io.slipway.proof.device.LoginRefusedException;
import io.slipway.proof.device.Profile;
import io.slipway.proof.world.Operator;
import io.slipway.proof.world.Order;
import io.slipway.proof.world.Slipway;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a device may do with the credentials that it was given, and what is known of it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccountBrokerIT {
  private Slipway slipway;
  private Operator operator;

  @BeforeAll
  void start(@TempDir Path folder) {
    slipway = Slipway.start(folder);
    operator = slipway.operator();
  }

  @AfterAll
  void stop() {
    slipway.close();
  }

  @ParameterizedTest
  @CsvSource({
    "STRICT, false, false",
    "INHERITED, false, false",
    "LOOSE, true, false",
    "LOOSE, false, true",
  })
  void userCoupling_saysWhoElseMayUseTheLogin(String mode, boolean reserved, boolean others) {
    String clientId = "coupled-" + mode + "-" + reserved;
    Device device = provisioned(Order.of(clientId).coupling(mode, reserved));
    device.arrive(Client.PAHO_311).close();
    operator.awaitStatus(device.order(), "COMPLETED");

    Login elsewhere = device.settings().login().withClientId(clientId + "-2");
    if (others) {
      device.arrive(Client.PAHO_311, elsewhere).close();
      operator.awaitConnection(clientId + "-2", "DISCONNECTED");
    } else {
      assertThatThrownBy(() -> device.arrive(Client.PAHO_311, elsewhere))
          .isInstanceOf(LoginRefusedException.class);
      assertThat(operator.device(clientId + "-2")).isEmpty();
    }
  }

  @Test
  void anotherClientId_isNoArrival() {
    Device device = provisioned(Order.of("not-itself").coupling("LOOSE", false));
    Login elsewhere = device.settings().login().withClientId("somebody");
    device.arrive(Client.PAHO_311, elsewhere).birth().close();
    operator.awaitEvents("somebody", "CONNECTED", "BIRTH");
    assertThat(operator.status(device.order())).isEqualTo("RUNNING");
    device.arrive(Client.PAHO_311).close();
    operator.awaitStatus(device.order(), "COMPLETED");
  }

  @ParameterizedTest
  @EnumSource(Client.class)
  void wrongLogin_isRefused(Client client) {
    Device device = provisioned(Order.of("locked-" + client));
    Login right = device.settings().login();
    for (Login wrong :
        new Login[] {
          right.withPassword("wrong"), right.withUsername("nobody"), device.login(),
        }) {
      assertThatThrownBy(() -> device.arrive(client, wrong))
          .isInstanceOfSatisfying(
              LoginRefusedException.class,
              refused -> assertThat(refused.code()).isEqualTo(client.badLoginCode()));
    }
    assertThat(operator.status(device.order())).isEqualTo("RUNNING");
  }

  @Test
  void lostDevice_isMissingAndOneThatTookItsLeaveDisconnected() {
    Device device = provisioned(Order.of("moody"));
    Login login = device.settings().login().withWill(device.settings().topic("MQTT/LWT"));
    AccountDevice lost = device.arrive(Client.PAHO_311, login).birth();
    operator.awaitConnection("moody", "CONNECTED");
    lost.wire().cut();
    operator.awaitConnection("moody", "MISSING");
    operator.awaitEvents("moody", "BIRTH", "LWT");

    device.arrive(Client.PAHO_311, login).birth().depart();
    operator.awaitConnection("moody", "DISCONNECTED");
    operator.awaitEvents("moody", "DC");
  }

  private Device provisioned(Order order) {
    Device device = new Device(Profile.FULL, operator.place(order), slipway.trust());
    device.provision(Client.PAHO_311, Door.provisionTls(slipway));
    return device;
  }
}
