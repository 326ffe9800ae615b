// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.osgi;

import io.slipway.agent.Host;
import io.slipway.agent.Main;
import io.slipway.agent.ProvisioningAgent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.eclipse.kura.configuration.ConfigurableComponent;
import org.eclipse.kura.configuration.ConfigurationService;
import org.eclipse.kura.crypto.CryptoService;
import org.eclipse.kura.system.SystemService;
import org.osgi.framework.BundleContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Kura starts, configures and stops; puts the parts together. OSGI-INF describes it, so all
 * its methods are called by the framework.
 */
public final class ProvisioningService implements ConfigurableComponent {
  private static final Logger LOG = LoggerFactory.getLogger("io.slipway.agent");

  /** Whether there is one follows from the kind of gateway; it may start after this component. */
  private static final String DEPLOYMENT_AGENT =
      "org.eclipse.kura.deployment.agent.DeploymentAgentService";

  private final Runner runner = new Runner();
  private ConfigurationService configurations;
  private CryptoService crypto;
  private SystemService system;
  private Gateway gateway;
  private Known known;

  public void setConfigurationService(ConfigurationService service) {
    configurations = service;
  }

  public void setCryptoService(CryptoService service) {
    crypto = service;
  }

  public void setSystemService(SystemService service) {
    system = service;
  }

  /** Starts an agent with this configuration. */
  public void activate(BundleContext context, Map<String, Object> properties) {
    gateway = new Gateway(context, configurations, crypto, system);
    known = new Known();
    modified(properties);
  }

  /** Goes on with another configuration, unless it is the one that the agent itself has made. */
  public void modified(Map<String, Object> properties) {
    KuraSettings settings = KuraSettings.of(properties, gateway);
    if (known.learn(settings.texts())) {
      runner.start(() -> agent(settings));
    }
  }

  /** Returns when the agent has ended. */
  public void deactivate() {
    runner.close();
  }

  private ProvisioningAgent agent(KuraSettings settings) throws IOException {
    Path data = settings.data();
    CloudConnection cloud = new CloudConnection(gateway);
    DeploymentPackages packages = packages(data);
    if (settings.arrived()) {
      packages.settle();
    }
    Host host =
        new Host(
            new SettlingFlags(new KuraFlags(settings.pid(), configurations, known), packages),
            new KuraSnapshots(settings.pid(), gateway, data),
            packages,
            cloud,
            cloud);
    return Main.agent(settings.withHardware(), data, host, LOG::info);
  }

  private DeploymentPackages packages(Path data) {
    Services services = new Services(gateway.context());
    Deployer deployer =
        Services.known(DEPLOYMENT_AGENT)
            ? new KuraDeployer(services, installed(data))
            : new FrameworkDeployer(services, installed(data));
    return new DeploymentPackages(services, deployer, data.resolve("former-packages"));
  }

  /** Kura's own folder. */
  private Path installed(Path data) {
    return Optional.ofNullable(system.getProperties().getProperty("kura.packages"))
        .map(Path::of)
        .orElseGet(() -> data.resolve("packages"));
  }
}
