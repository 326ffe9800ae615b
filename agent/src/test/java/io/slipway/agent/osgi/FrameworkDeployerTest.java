// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.osgi;

import java.nio.file.Path;

class FrameworkDeployerTest extends DeploymentPackagesContract {
  @Override
  Deployer deployer(Services services, Path folder) {
    return new FrameworkDeployer(services, folder);
  }
}
