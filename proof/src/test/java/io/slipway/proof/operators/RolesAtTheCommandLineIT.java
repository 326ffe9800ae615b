// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.operators;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.proof.world.Command;
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
      Person admin = person("admin");
      admin.logsIn(server, Map.of("SLIPWAY_PASSWORD", Slipway.ADMIN_PASSWORD), "--user", "admin");
      admin.succeedsIn("account", "create", "acme", "--email", "ops@acme.example");
      Command made =
          admin.types(
              FRED + "\n",
              Map.of(),
              words("user create fred --role fleet-manager --password-stdin --account acme"));
      assertThat(made.exitCode()).as(made.output()).isZero();
      admin.succeedsIn(words("user create robot --role provisioner --no-password --account acme"));
      String key =
          admin.succeedsIn(words("credential create robot --account acme")).lines().toList().get(1);

      Person fred = person("fred");
      fred.logsIn(server, Map.of("SLIPWAY_PASSWORD", FRED), "--user", "fred");
      Path template = Files.writeString(folder.resolve("gateway.yaml"), TEMPLATE);
      fred.succeedsIn("template", "set", template.toString());
      fred.mayNot("user", "list");
      fred.mayNot("audit", "list");

      Person robot = person("robot");
      robot.logsIn(server, Map.of("SLIPWAY_API_KEY", key));
      Path devices = Files.writeString(folder.resolve("devices.yaml"), DEVICES);
      assertThat(robot.succeedsIn("bulk", "create", devices.toString(), "--template", "Gateway"))
          .contains("2 of 2 devices are ordered");
      assertThat(robot.succeedsIn("request", "reveal", "line-1")).contains("line-1-4711");
      robot.mayNot("request", "create", "by-hand");
      robot.mayNot("device", "list");

      assertThat(admin.succeedsIn(words("audit list --by robot --account acme")))
          .contains("revealed", "line-1");
      admin.succeedsIn(words("user set robot --disable --account acme"));
      Command out = robot.types("request", "list");
      assertThat(out.exitCode()).isEqualTo(1);
      assertThat(out.output()).contains("your login has expired; run: slipway login");
    }
  }

  private Person person(String name) throws IOException {
    return Person.at(Files.createDirectory(folder.resolve(name)));
  }

  private static String[] words(String line) {
    return line.strip().split(" ");
  }
}
