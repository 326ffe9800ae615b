// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.osgi;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.felix.framework.Felix;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.service.deploymentadmin.DeploymentAdmin;
import org.osgi.service.deploymentadmin.DeploymentException;
import org.osgi.service.deploymentadmin.DeploymentPackage;

/** Apache Felix with its DeploymentAdmin. The services' interfaces are the test's. */
final class Framework implements AutoCloseable {
  private static final String FROM_THE_TEST =
      String.join(
          ",",
          "org.osgi.service.cm;version=1.6.0",
          "org.osgi.service.deploymentadmin;version=1.1.0",
          "org.osgi.service.deploymentadmin.spi;version=1.0.1",
          "org.osgi.service.event;version=1.4.1",
          "org.osgi.service.log;version=1.4.0",
          "org.osgi.service.metatype;version=1.4.0");

  /** One class of each bundle, which tells where its jar is. */
  private static final List<String> BUNDLES =
      List.of(
          "org.apache.felix.dm.DependencyManager", "org.apache.felix.deploymentadmin.Activator");

  private final Felix felix;

  Framework(Path folder) throws BundleException, ClassNotFoundException {
    felix =
        new Felix(
            Map.of(
                "org.osgi.framework.storage",
                folder.toString(),
                "org.osgi.framework.system.packages.extra",
                FROM_THE_TEST));
    felix.start();
    for (String type : BUNDLES) {
      Class<?> some = Class.forName(type, false, getClass().getClassLoader());
      String jar = some.getProtectionDomain().getCodeSource().getLocation().toString();
      context().installBundle(jar).start();
    }
  }

  BundleContext context() {
    return felix.getBundleContext();
  }

  /** What is installed, as names with versions and states. */
  List<String> bundles() {
    return Arrays.stream(context().getBundles())
        .skip(1L + BUNDLES.size())
        .map(b -> b.getSymbolicName() + " " + b.getVersion() + state(b))
        .sorted()
        .toList();
  }

  /** Removes all that was installed by packages. */
  void clear() {
    DeploymentAdmin admin =
        context().getService(context().getServiceReference(DeploymentAdmin.class));
    for (DeploymentPackage installed : admin.listDeploymentPackages()) {
      try {
        installed.uninstallForced();
      } catch (DeploymentException failed) {
        throw new IllegalStateException(failed);
      }
    }
  }

  private static String state(Bundle bundle) {
    return bundle.getState() == Bundle.ACTIVE ? " active" : "";
  }

  @Override
  public void close() throws Exception {
    felix.stop();
    felix.waitForStop(20_000);
  }
}
