// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.kura;

import io.slipway.proof.Project;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.felix.framework.Felix;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.deploymentadmin.DeploymentAdmin;
import org.osgi.service.deploymentadmin.DeploymentException;

/** Apache Felix in this JVM, with the services that Kura has too. Kura's own API is the test's. */
final class OsgiFramework implements AutoCloseable {
  private static final List<String> FROM_THE_TEST =
      List.of(
          "org.eclipse.kura;version=1.7.0",
          "org.eclipse.kura.configuration;version=1.2.0",
          "org.eclipse.kura.configuration.metatype;version=1.1.0",
          "org.eclipse.kura.crypto;version=1.4.0",
          "org.eclipse.kura.data;version=1.1.2",
          "org.eclipse.kura.deployment.agent;version=1.0.0",
          "org.eclipse.kura.security.keystore;version=1.2.0",
          "org.eclipse.kura.system;version=1.9.0",
          "org.osgi.service.cm;version=1.6.0",
          "org.osgi.service.deploymentadmin;version=1.1.0",
          "org.osgi.service.deploymentadmin.spi;version=1.0.1",
          "org.osgi.service.event;version=1.4.1",
          "org.osgi.service.log;version=1.4.0",
          "org.osgi.service.metatype;version=1.4.0",
          "org.osgi.util.function;version=1.2.0",
          "org.osgi.util.promise;version=1.3.0",
          "org.slf4j;version=2.0.18");

  /** One class of each bundle, which tells where its jar is. */
  private static final List<String> BUNDLES =
      List.of(
          "org.osgi.service.component.ComponentContext",
          "org.apache.felix.cm.PersistenceManager",
          "org.apache.felix.metatype.MetaDataReader",
          "org.apache.felix.scr.impl.Activator",
          "org.apache.felix.dm.DependencyManager",
          "org.apache.felix.deploymentadmin.Activator");

  private final Felix felix;

  private OsgiFramework(Felix felix) {
    this.felix = felix;
  }

  static OsgiFramework start(Path folder) throws BundleException {
    OsgiFramework framework = new OsgiFramework(felix(folder, FROM_THE_TEST));
    for (String type : BUNDLES) {
      framework.context().installBundle(jarOf(type)).start();
    }
    return framework;
  }

  /** One that has the services of Kura, and no way to install packages. */
  static OsgiFramework withoutPackages(Path folder) throws BundleException {
    return new OsgiFramework(
        felix(
            folder,
            FROM_THE_TEST.stream()
                .filter(p -> !p.contains(".deployment") && !p.contains(".service.event"))
                .toList()));
  }

  private static Felix felix(Path folder, List<String> exports) throws BundleException {
    Felix felix =
        new Felix(
            Map.of(
                "org.osgi.framework.storage",
                folder.resolve("felix").toString(),
                "org.osgi.framework.system.packages.extra",
                String.join(",", exports)));
    felix.start();
    return felix;
  }

  BundleContext context() {
    return felix.getBundleContext();
  }

  /** Installs the agent's deployment package, as Kura does; returns the bundle in it. */
  Bundle installAgent() throws IOException, DeploymentException {
    Path built = Project.root().resolve("agent/target/slipway-agent.dp");
    try (InputStream in = Files.newInputStream(built)) {
      return service(DeploymentAdmin.class)
          .installDeploymentPackage(in)
          .getBundle("io.slipway.agent");
    }
  }

  <T> T service(Class<T> type) {
    ServiceReference<T> found = context().getServiceReference(type);
    if (found == null) {
      throw new AssertionError("the framework has no " + type.getName());
    }
    return context().getService(found);
  }

  @Override
  public void close() {
    try {
      felix.stop();
      felix.waitForStop(20_000);
    } catch (BundleException e) {
      throw new IllegalStateException("the framework does not stop", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String jarOf(String type) {
    try {
      Class<?> some = Class.forName(type, false, OsgiFramework.class.getClassLoader());
      return some.getProtectionDomain().getCodeSource().getLocation().toString();
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("a bundle is missing among the test's libraries", e);
    }
  }
}
