// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.osgi;

import io.slipway.agent.handler.HandlerException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.osgi.service.deploymentadmin.DeploymentAdmin;
import org.osgi.service.deploymentadmin.DeploymentException;
import org.osgi.service.deploymentadmin.DeploymentPackage;

/** A framework without Kura's deployment agent remembers by itself what is installed. */
record FrameworkDeployer(Services services, Path folder) implements Deployer {

  @Override
  public void install(Path file) throws HandlerException, IOException {
    DeploymentPackage installed;
    try (InputStream in = Files.newInputStream(file)) {
      installed = admin().installDeploymentPackage(in);
    } catch (DeploymentException | RuntimeException failed) {
      Files.deleteIfExists(file);
      throw Deployer.failed("DeploymentAdmin cannot install the package", failed);
    }
    Files.createDirectories(folder);
    Files.move(
        file,
        folder.resolve(Deployer.fileName(installed.getName(), installed.getVersion())),
        StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void uninstall(String name) throws HandlerException, IOException {
    DeploymentPackage installed = admin().getDeploymentPackage(name);
    if (installed == null) {
      return;
    }
    Path file = folder.resolve(Deployer.fileName(name, installed.getVersion()));
    try {
      installed.uninstall();
    } catch (DeploymentException | RuntimeException failed) {
      throw Deployer.failed("DeploymentAdmin cannot remove the package " + name, failed);
    }
    Files.deleteIfExists(file);
  }

  private DeploymentAdmin admin() throws HandlerException {
    return services
        .all(DeploymentAdmin.class)
        .findFirst()
        .orElseThrow(() -> new HandlerException("the framework has no DeploymentAdmin"));
  }
}
