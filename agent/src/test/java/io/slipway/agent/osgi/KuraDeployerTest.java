// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.osgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.agent.handler.HandlerException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.eclipse.kura.deployment.agent.DeploymentAgentService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KuraDeployerTest extends DeploymentPackagesContract {
  private MemoryAgent agent;

  @Override
  Deployer deployer(Services services, Path folder) {
    if (agent == null) {
      agent = new MemoryAgent(services, folder);
      services.offer(DeploymentAgentService.class, agent, Map.of());
    }
    agent.moveTo(folder);
    return new KuraDeployer(services, folder);
  }

  @Test
  void deploymentAgentThatDoesNotDoIt_isToldOf(@TempDir Path folder) throws Exception {
    try (Framework framework = new Framework(folder)) {
      Services services = new Services(framework.context());
      Deployer deployer = new KuraDeployer(services, folder);
      assertThatThrownBy(() -> deployer.uninstall("heater"))
          .isInstanceOf(HandlerException.class)
          .hasMessage("Kura's deployment agent does not run");
      services.offer(DeploymentAgentService.class, new StubbornAgent(), Map.of());
      assertThatThrownBy(() -> deployer.uninstall("heater"))
          .isInstanceOf(HandlerException.class)
          .hasMessage("Kura's deployment agent refuses: Element already exists");
      Path file = Files.createFile(folder.resolve("some.dp"));
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> deployer.install(file))
          .isInstanceOf(HandlerException.class)
          .hasMessageContaining("stopped while");
      assertThat(Thread.interrupted()).as("still interrupted").isTrue();
      assertThat(file).as("Kura may still install it").exists();
    }
  }

  /** Does not uninstall, and says nothing of what it was to install. */
  private static final class StubbornAgent implements DeploymentAgentService {
    @Override
    public void installDeploymentPackageAsync(String url) {}

    @Override
    public void uninstallDeploymentPackageAsync(String name) throws Exception {
      throw new Exception("Element already exists");
    }
  }
}
