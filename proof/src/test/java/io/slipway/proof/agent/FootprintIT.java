// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.proof.Project;
import io.slipway.proof.world.Order;
import io.slipway.proof.world.PlacedOrder;
import io.slipway.proof.world.Slipway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How much of a small device the agent takes. */
class FootprintIT {
  private static final long MEBIBYTE = 1 << 20;

  @Test
  void agent_isUnderFourMebibytesOnDisk() throws IOException {
    assertThat(Files.size(Project.agentJar())).isLessThan(4 * MEBIBYTE);
  }

  /** The same as {@code grep VmRSS /proc/PID/status}, on the oldest Java, at work after TLS. */
  @Test
  void agentAtWork_isUnder64MebibytesResident(@TempDir Path folder) throws IOException {
    try (Slipway slipway = Slipway.start(folder)) {
      PlacedOrder order = slipway.operator().place(Order.of("small"));
      try (AgentProcess agent = AgentProcess.usual(folder, slipway, order)) {
        agent.configure().start().awaitWork();
        slipway.operator().awaitStatus(order, "COMPLETED");
        assertThat(residentBytes(agent.pid())).isLessThan(64 * MEBIBYTE);
      }
    }
  }

  private static long residentBytes(long pid) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
      }
    }
    throw new IOException("process " + pid + " has no VmRSS");
  }
}
