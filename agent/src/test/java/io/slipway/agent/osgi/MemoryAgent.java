// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.osgi;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.kura.deployment.agent.DeploymentAgentService;
import org.osgi.service.deploymentadmin.DeploymentAdmin;
import org.osgi.service.deploymentadmin.DeploymentException;
import org.osgi.service.deploymentadmin.DeploymentPackage;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventHandler;

/**
 * Installs as Kura's deployment agent does: in a thread of its own, the file moved among its own,
 * and an event at the end.
 */
final class MemoryAgent implements DeploymentAgentService {
  private static final String TOPIC = "org/eclipse/kura/deployment/agent/";

  private final Services services;

  /** Its own folder. */
  private volatile Path packages;

  MemoryAgent(Services services, Path packages) {
    this.services = services;
    this.packages = packages;
  }

  void moveTo(Path folder) {
    packages = folder;
  }

  @Override
  public void installDeploymentPackageAsync(String url) {
    Path file = Path.of(url.substring("file:".length()));
    Map<String, Object> event = new HashMap<>(Map.of("deploymentpackage.url", url));
    work("INSTALLED", event, () -> install(file));
  }

  @Override
  public void uninstallDeploymentPackageAsync(String name) {
    Map<String, Object> event = new HashMap<>(Map.of("deploymentpackage.name", name));
    work("UNINSTALLED", event, () -> admin().getDeploymentPackage(name).uninstall());
  }

  private void install(Path file) throws IOException, DeploymentException {
    DeploymentPackage installed;
    try (InputStream in = Files.newInputStream(file)) {
      installed = admin().installDeploymentPackage(in);
    }
    Path kept = packages.resolve(installed.getName() + "_" + installed.getVersion() + ".dp");
    Files.move(file, kept, StandardCopyOption.REPLACE_EXISTING);
  }

  @FunctionalInterface
  private interface Work {
    void run() throws IOException, DeploymentException;
  }

  private void work(String topic, Map<String, Object> event, Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
                event.put("successful", true);
              } catch (IOException | DeploymentException | RuntimeException failed) {
                event.put("successful", false);
                event.put("exception", failed);
              }
              Event told = new Event(TOPIC + topic, event);
              services
                  .all(EventHandler.class, "(event.topics=" + TOPIC + topic + ")")
                  .forEach(handler -> handler.handleEvent(told));
            },
            "DeploymentAgent");
    thread.setDaemon(true);
    thread.start();
  }

  private DeploymentAdmin admin() {
    return services.all(DeploymentAdmin.class).findFirst().orElseThrow();
  }
}
