// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.kura;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.eclipse.kura.deployment.agent.DeploymentAgentService;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.deploymentadmin.DeploymentAdmin;
import org.osgi.service.deploymentadmin.DeploymentException;
import org.osgi.service.deploymentadmin.DeploymentPackage;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventHandler;

/**
 * The gateway's deployment agent: installs in a thread of its own, moves the file among its own,
 * and says so by an event.
 */
final class Installer implements DeploymentAgentService {
  private static final String TOPIC = "org/eclipse/kura/deployment/agent/";

  private final BundleContext context;
  private final DeploymentAdmin admin;
  private final Path packages;
  private final Set<String> installing = ConcurrentHashMap.newKeySet();
  private final ExecutorService thread = Executors.newSingleThreadExecutor(Installer::daemon);

  Installer(OsgiFramework framework, Path packages) {
    this.context = framework.context();
    this.admin = framework.service(DeploymentAdmin.class);
    this.packages = packages;
    try {
      Files.createDirectories(packages);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path packages() {
    return packages;
  }

  @Override
  public void installDeploymentPackageAsync(String url) throws Exception {
    if (!installing.add(url)) {
      throw new Exception("Element already exists");
    }
    Path file = Path.of(url.substring("file:".length()));
    work(
        "INSTALLED",
        Map.of("deploymentpackage.url", url),
        () -> {
          try {
            install(file);
          } finally {
            installing.remove(url);
          }
        });
  }

  @Override
  public void uninstallDeploymentPackageAsync(String name) {
    Map<String, Object> said = Map.of("deploymentpackage.name", name);
    work("UNINSTALLED", said, () -> admin.getDeploymentPackage(name).uninstall());
  }

  private void install(Path file) throws IOException, DeploymentException {
    DeploymentPackage installed;
    try (InputStream in = Files.newInputStream(file)) {
      installed = admin.installDeploymentPackage(in);
    }
    Path kept = packages.resolve(installed.getName() + "_" + installed.getVersion() + ".dp");
    Files.move(file, kept, StandardCopyOption.REPLACE_EXISTING);
  }

  @FunctionalInterface
  private interface Work {
    void run() throws IOException, DeploymentException;
  }

  private void work(String topic, Map<String, Object> said, Work work) {
    thread.execute(
        () -> {
          Map<String, Object> event = new HashMap<>(said);
          try {
            work.run();
            event.put("successful", true);
          } catch (IOException | DeploymentException | RuntimeException failed) {
            event.put("successful", false);
            event.put("exception", failed);
          }
          tell(new Event(TOPIC + topic, event));
        });
  }

  private static Thread daemon(Runnable work) {
    Thread made = new Thread(work, "DeploymentAgent");
    made.setDaemon(true);
    return made;
  }

  private void tell(Event event) {
    try {
      String filter = "(event.topics=" + event.getTopic() + ")";
      for (ServiceReference<EventHandler> handler :
          context.getServiceReferences(EventHandler.class, filter)) {
        context.getService(handler).handleEvent(event);
      }
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
