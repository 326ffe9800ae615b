// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.operators;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.proof.world.Person;
import io.slipway.proof.world.Slipway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RolesAtTheCommandLineIT {
  private static final String FRED = "battery-staple-9";
  private static final String TEMPLATE =
      """
      displayName: Gateway
      body:
        connectionOptions:
          userCouplingMode: STRICT
      """;
  private static final String DEVICES =
      """
      devices:
        - clientId: line-1
          serialNo: "4711"
        - clientId: line-2
          serialNo: "4712"
      """;

  @TempDir private Path folder;

  @Test
  void factory_ordersFromATemplateThatTheOwnerWrote() throws IOException {
    try (Slipway server = Slipway.start(folder)) {
      Person admin =
          Person.in(folder, "admin")
              .logIn(server, Map.of("SLIPWAY_PASSWORD", Slipway.ADMIN_PASSWORD));
      admin.does("account create acme --email ops@acme.example");
      admin.does("user create fred --role fleet-manager --password-stdin --account acme", FRED);
      admin.does("user create robot --role provisioner --no-password --account acme");
      String key = admin.does("credential create robot --account acme").lines().toList().get(1);

      Person fred =
          Person.in(folder, "fred").logIn(server, Map.of("SLIPWAY_PASSWORD", FRED), "--user fred");
      Path template = Files.writeString(folder.resolve("gateway.yaml"), TEMPLATE);
      fred.does("template set " + template);
      fred.mayNot("user list");
      fred.mayNot("audit list");

      Person robot = Person.in(folder, "robot").logIn(server, Map.of("SLIPWAY_API_KEY", key));
      Path devices = Files.writeString(folder.resolve("devices.yaml"), DEVICES);
      assertThat(robot.does("bulk create " + devices + " --template Gateway"))
          .contains("2 of 2 devices are ordered");
      assertThat(robot.does("request reveal line-1")).contains("line-1-4711");
      robot.mayNot("request create by-hand");
      robot.mayNot("device list");

      assertThat(admin.does("audit list --by robot --account acme")).contains("revealed", "line-1");
      admin.does("user set robot --disable --account acme");
      assertThat(robot.isRefused("request list"))
          .contains("your login has expired; run: slipway login");
    }
  }
}
