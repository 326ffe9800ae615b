// SPDX-License-Identifier: Apache-2.0
package org.eclipse.kura.deployment.agent;

/** Installs and removes deployment packages; says by events how that went. */
public interface DeploymentAgentService {
  void installDeploymentPackageAsync(String url) throws Exception;

  void uninstallDeploymentPackageAsync(String name) throws Exception;
}
