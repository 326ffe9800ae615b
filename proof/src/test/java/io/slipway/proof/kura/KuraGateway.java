// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.kura;

import io.slipway.protocol.snapshot.KuraPids;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import org.eclipse.kura.KuraErrorCode;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.configuration.ComponentConfiguration;
import org.eclipse.kura.configuration.ConfigurationService;
import org.eclipse.kura.configuration.Password;
import org.eclipse.kura.configuration.metatype.OCD;
import org.eclipse.kura.crypto.CryptoService;
import org.eclipse.kura.data.DataTransportService;
import org.eclipse.kura.deployment.agent.DeploymentAgentService;
import org.eclipse.kura.security.keystore.KeystoreService;
import org.eclipse.kura.system.SystemService;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/**
 * A gateway as the bundle sees it. It stores as Kura does: passwords encrypted, every change over
 * what there was, with a snapshot; a component hears of it later, in another thread.
 */
final class KuraGateway
    implements ConfigurationService, CryptoService, SystemService, AutoCloseable {
  static final String FACTORY = "io.slipway.agent.ProvisioningService";
  private static final String ENCRYPTED = "encrypted:";
  private static final Set<String> PASSWORDS = Set.of("password", "activation-key");

  private final Path folder;
  private final String agentPid;
  private final Cloud cloud = new Cloud();
  private final Installer installer;
  private final ConfigurationAdmin admin;
  private final List<ServiceRegistration<?>> services = new ArrayList<>();
  private final Map<String, Map<String, Object>> components = new HashMap<>();
  private final TreeMap<Long, Map<String, Map<String, Object>>> snapshots = new TreeMap<>();
  private final List<Map<String, Object>> rolledBack = new ArrayList<>();
  private Configuration agent;

  KuraGateway(OsgiFramework framework, Path folder, String agentPid) {
    this.folder = folder;
    this.agentPid = agentPid;
    this.admin = framework.service(ConfigurationAdmin.class);
    components.put(
        KuraPids.MQTT_DATA_TRANSPORT, new HashMap<>(Map.of("broker-url", "mqtt://former")));
    components.put(KuraPids.DATA_SERVICE, new HashMap<>());
    BundleContext context = framework.context();
    this.installer = new Installer(framework, folder.resolve("packages"));
    services.add(
        context.registerService(DeploymentAgentService.class, installer, dictionary(Map.of())));
    services.add(context.registerService(ConfigurationService.class, this, dictionary(Map.of())));
    services.add(context.registerService(CryptoService.class, this, dictionary(Map.of())));
    services.add(context.registerService(SystemService.class, this, dictionary(Map.of())));
    services.add(context.registerService(DataTransportService.class, cloud, dictionary(Map.of())));
    services.add(
        context.registerService(
            KeystoreService.class,
            cloud,
            dictionary(Map.of(KURA_SERVICE_PID, "org.eclipse.kura.core.keystore.SSLKeystore"))));
  }

  /** Creates the component, as somebody does in Kura's console. */
  synchronized void create(Map<String, Object> properties) throws IOException {
    agent = admin.createFactoryConfiguration(FACTORY, "?");
    Map<String, Object> stored = encrypted(properties);
    stored.put(KURA_SERVICE_PID, agentPid);
    components.put(agentPid, stored);
    agent.update(dictionary(stored));
  }

  synchronized Map<String, Object> component(String pid) {
    return Map.copyOf(components.get(pid));
  }

  /** The agent's own, as its user sees it. */
  Map<String, Object> agent() {
    return component(agentPid);
  }

  /** The cloud connection's configuration after each roll-back. */
  synchronized List<Map<String, Object>> rolledBack() {
    return List.copyOf(rolledBack);
  }

  @Override
  public synchronized Set<String> getConfigurableComponentPids() {
    return Set.copyOf(components.keySet());
  }

  @Override
  public synchronized ComponentConfiguration getComponentConfiguration(String pid) {
    return new Stored(pid, Map.copyOf(components.get(pid)));
  }

  @Override
  public void updateConfiguration(String pid, Map<String, Object> properties, boolean snapshot) {
    updateConfigurations(List.of(new Stored(pid, properties)), snapshot);
  }

  @Override
  public synchronized void updateConfigurations(
      List<ComponentConfiguration> updates, boolean takeSnapshot) {
    for (ComponentConfiguration update : updates) {
      Map<String, Object> stored = components.get(update.getPid());
      if (stored != null) {
        stored.putAll(encrypted(update.getConfigurationProperties()));
        tell(update.getPid());
      }
    }
    if (takeSnapshot) {
      snapshot();
    }
  }

  @Override
  public synchronized Set<Long> getSnapshots() {
    return Set.copyOf(snapshots.keySet());
  }

  @Override
  public synchronized long snapshot() {
    long id = snapshots.isEmpty() ? 1 : snapshots.lastKey() + 1;
    Map<String, Map<String, Object>> all = new HashMap<>();
    components.forEach((pid, properties) -> all.put(pid, new HashMap<>(properties)));
    snapshots.put(id, all);
    while (snapshots.size() > 10) {
      snapshots.pollFirstEntry();
    }
    return id;
  }

  @Override
  public synchronized void rollback(long id) throws KuraException {
    if (!snapshots.containsKey(id)) {
      throw new KuraException(KuraErrorCode.CONFIGURATION_SNAPSHOT_NOT_FOUND, id);
    }
    snapshots.get(id).forEach((pid, all) -> components.put(pid, new HashMap<>(all)));
    rolledBack.add(component(KuraPids.MQTT_DATA_TRANSPORT));
    components.keySet().forEach(this::tell);
    snapshot();
  }

  @Override
  public char[] encryptAes(char[] value) {
    return (ENCRYPTED + new StringBuilder(new String(value)).reverse()).toCharArray();
  }

  @Override
  public char[] decryptAes(char[] value) throws KuraException {
    String text = new String(value);
    if (!text.startsWith(ENCRYPTED)) {
      throw new KuraException(KuraErrorCode.DECODER_ERROR);
    }
    return new StringBuilder(text.substring(ENCRYPTED.length())).reverse().toString().toCharArray();
  }

  @Override
  public String getSerialNumber() {
    return "UNKNOWN";
  }

  @Override
  public String getPrimaryNetworkInterfaceName() {
    return "none";
  }

  @Override
  public String getKuraDataDirectory() {
    return folder.toString();
  }

  @Override
  public Properties getProperties() {
    Properties properties = new Properties();
    properties.setProperty("kura.packages", installer.packages().toString());
    return properties;
  }

  @Override
  public void close() {
    try {
      if (agent != null) {
        agent.delete();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    services.forEach(ServiceRegistration::unregister);
    cloud.close();
  }

  private void tell(String pid) {
    Map<String, Object> stored = components.get(pid);
    try {
      if (pid.equals(agentPid)) {
        agent.update(dictionary(stored));
      } else if (pid.equals(KuraPids.MQTT_DATA_TRANSPORT)) {
        Map<String, Object> clear = new HashMap<>(stored);
        if (stored.get("password") instanceof String password) {
          clear.put("password", new String(decryptAes(password.toCharArray())));
        }
        cloud.configure(clear);
      }
    } catch (IOException | KuraException e) {
      throw new IllegalStateException("what is stored can be told", e);
    }
  }

  private Map<String, Object> encrypted(Map<String, Object> properties) {
    Map<String, Object> stored = new HashMap<>();
    properties.forEach(
        (name, value) -> {
          boolean clear = PASSWORDS.contains(name) && value instanceof String;
          boolean password = clear || value instanceof Password;
          stored.put(
              name, password ? new String(encryptAes(value.toString().toCharArray())) : value);
        });
    return stored;
  }

  private static Dictionary<String, Object> dictionary(Map<String, Object> properties) {
    return FrameworkUtil.asDictionary(properties);
  }

  private record Stored(String pid, Map<String, Object> properties)
      implements ComponentConfiguration {
    @Override
    public String getPid() {
      return pid;
    }

    @Override
    public OCD getDefinition() {
      return null;
    }

    @Override
    public Map<String, Object> getConfigurationProperties() {
      return properties;
    }

    @Override
    public String toString() {
      return pid + Arrays.asList(properties.keySet());
    }
  }
}
