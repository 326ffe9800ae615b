// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.operators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.proof.device.Client;
import io.slipway.proof.device.Device;
import io.slipway.proof.device.Door;
import io.slipway.proof.device.LoginRefusedException;
import io.slipway.proof.device.Profile;
import io.slipway.proof.world.Order;
import io.slipway.proof.world.Person;
import io.slipway.proof.world.PlacedOrder;
import io.slipway.proof.world.Slipway;
import io.slipway.protocol.message.FailureCause;
import io.slipway.protocol.message.PlatformRequest;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A device was copied, with its one-time password; the operator finds out and decides. */
class CloneIT {
  private static final Client CLIENT = Client.HIVEMQ_5;

  @Test
  void copiedDevice_isQuarantinedAndTheRightOneLetInByTheOperator(@TempDir Path folder) {
    try (Slipway slipway = Slipway.start(folder)) {
      Person admin =
          Person.in(folder, "admin")
              .logIn(slipway, Map.of("SLIPWAY_PASSWORD", Slipway.ADMIN_PASSWORD));
      PlacedOrder order = slipway.operator().place(Order.of("copied"));
      Door door = Door.provisionTls(slipway);
      try (Device right = new Device(Profile.FULL, order, slipway.trust()).ofHardware("board-1");
          Device copy = new Device(Profile.FULL, order, slipway.trust()).ofHardware("board-2")) {
        begins(right, door);
        begins(copy, door);
        right.awaitClosed();
        begins(right, door);
        copy.awaitClosed();
        copy.connect(CLIENT, door).ask();

        PlatformRequest.Refuse refusal =
            (PlatformRequest.Refuse) copy.next(PlatformRequest.Refuse.class).content();
        assertThat(refusal.cause()).isEqualTo(FailureCause.QUARANTINED);
        assertThatThrownBy(() -> right.connect(CLIENT, door))
            .isInstanceOf(LoginRefusedException.class);

        assertThat(admin.does("explain copied"))
            .startsWith("copied: STOPPED (QUARANTINED)")
            .contains("board-1 at 127.0.0.1", "board-2 at 127.0.0.1", "slipway request rearm");
        JsonNode newest = admin.reads("audit list --did quarantined").at("/items/0");
        assertThat(newest.toString()).contains("board-1", "board-2");

        admin.does("request rearm copied");
        right.provision(CLIENT, door);
        right.arrive(CLIENT).depart();
        slipway.operator().awaitStatus(order, "COMPLETED");
      }
    }
  }

  private static void begins(Device device, Door door) {
    device.connect(CLIENT, door).ask().next(PlatformRequest.PutCertificates.class);
  }
}
