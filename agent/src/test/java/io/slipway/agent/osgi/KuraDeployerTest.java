// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.osgi;

import java.nio.file.Path;
import java.util.Map;
import org.eclipse.kura.deployment.agent.DeploymentAgentService;

class KuraDeployerTest extends DeploymentPackagesContract {
  @Override
  Deployer deployer(Services services, Path folder) {
    if (services.all(DeploymentAgentService.class).findAny().isEmpty()) {
      MemoryAgent agent = new MemoryAgent(services, folder);
      services.offer(DeploymentAgentService.class, agent, Map.of());
    }
    return new KuraDeployer(services, folder);
  }
}
