// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.proof.world.Operator;
import io.slipway.proof.world.Operator.Reply;
import io.slipway.proof.world.Order;
import io.slipway.proof.world.PlacedOrder;
import io.slipway.proof.world.Slipway;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A device that is sent where nobody listens comes back, says so, and arrives once it is mended.
 */
class WrongAddressIT {
  private static final String ENDPOINTS = "/v1/_/endpointInfos";

  @Test
  void agentThatWasLedAstray_rollsBackAndArrivesOnceTheAddressIsRight(@TempDir Path folder)
      throws IOException {
    try (Slipway slipway = Slipway.start(folder)) {
      Operator operator = slipway.operator();
      Reply endpoint = operator.post(ENDPOINTS, endpoint("localhost", unusedPort())).ok();
      PlacedOrder order =
          operator.place(Order.of("astray").attempts(-1).endpoint(endpoint.at("/id")));
      Hook hook = Hook.in(folder.resolve("astray/hook"));
      try (AgentProcess agent = AgentProcess.usual(folder, slipway, order)) {
        agent.set("timeout", "5").set("hook", hook.program().toString());
        agent.set("snapshot-directory", agent.folder().toString());
        agent.configure().start().await("Connection refused; trying again");
        hook.awaitBegun("rollback");
        agent.await("configuration received and stored");

        mend(slipway, endpoint);
        agent.awaitWork();
        operator.awaitStatus(order, "COMPLETED");
        assertThat(agent.folder().resolve("snapshot.xml"))
            .content()
            .contains(":" + slipway.ports().accountTls());
        assertThat(agent.configurationText()).startsWith("enabled=false\nprovisioned=true\n");
      }
      assertThat(hook.begun())
          .startsWith("check", "apply", "rollback", "check")
          .endsWith("check", "apply");
      List<String> logs =
          operator.executions(order).stream().map(x -> x.path("log").asText()).toList();
      assertThat(logs.size()).isGreaterThan(1);
      assertThat(logs.subList(1, logs.size()))
          .allSatisfy(log -> assertThat(log).contains("the device says: mqtts://localhost:"));
    }
  }

  /** The embedded broker under its other name, since one address is one endpoint. */
  private static void mend(Slipway slipway, Reply endpoint) {
    String mended =
        endpoint("127.0.0.1", slipway.ports().accountTls())
            .replaceFirst("\\{", "{\"optlock\":" + endpoint.at("/optlock") + ",");
    String address = ENDPOINTS + "/" + endpoint.at("/id");
    slipway.operator().send("PUT", address, Optional.of(mended)).ok();
  }

  private static String endpoint(String host, int port) {
    return "{\"schema\":\"mqtts\",\"dns\":\"%s\",\"port\":%d,\"secure\":true,".formatted(host, port)
        + "\"usages\":[{\"name\":\"MESSAGE_BROKER\"}]}";
  }

  private static int unusedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
