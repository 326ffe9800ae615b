// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.osgi;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.eclipse.kura.KuraErrorCode;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.configuration.ComponentConfiguration;
import org.eclipse.kura.configuration.ConfigurationService;
import org.eclipse.kura.crypto.CryptoService;

/** As much of Kura as snapshots need. What it encrypts begins with an exclamation mark. */
final class MemoryKura implements ConfigurationService, CryptoService {
  final Map<String, Map<String, Object>> components = new HashMap<>();
  final List<Long> rollbacks = new ArrayList<>();
  boolean broken;
  private final TreeMap<Long, Map<String, Map<String, Object>>> snapshots = new TreeMap<>();

  @Override
  public Set<String> getConfigurableComponentPids() {
    return components.keySet();
  }

  @Override
  public ComponentConfiguration getComponentConfiguration(String pid) {
    Map<String, Object> found = components.get(pid);
    return found == null ? null : new ComponentUpdate(pid, Map.copyOf(found));
  }

  @Override
  public void updateConfiguration(String pid, Map<String, Object> properties, boolean snapshot)
      throws KuraException {
    updateConfigurations(List.of(new ComponentUpdate(pid, properties)), snapshot);
  }

  @Override
  public void updateConfigurations(List<ComponentConfiguration> configs, boolean snapshot)
      throws KuraException {
    for (ComponentConfiguration update : configs) {
      Map<String, Object> found = components.get(update.getPid());
      if (found != null) {
        found.putAll(update.getConfigurationProperties());
      }
    }
    if (snapshot) {
      snapshot();
    }
  }

  @Override
  public Set<Long> getSnapshots() {
    return snapshots.keySet();
  }

  @Override
  public long snapshot() throws KuraException {
    if (broken) {
      throw new KuraException(KuraErrorCode.CONFIGURATION_ERROR, "no space left");
    }
    long id = snapshots.size() + 1L;
    Map<String, Map<String, Object>> copy = new HashMap<>();
    components.forEach((pid, properties) -> copy.put(pid, new HashMap<>(properties)));
    snapshots.put(id, copy);
    return id;
  }

  @Override
  public void rollback(long id) throws KuraException {
    rollbacks.add(id);
    components.clear();
    snapshots.get(id).forEach((pid, all) -> components.put(pid, new HashMap<>(all)));
    snapshot();
  }

  @Override
  public char[] encryptAes(char[] value) {
    return ("!" + new String(value)).toCharArray();
  }

  @Override
  public char[] decryptAes(char[] value) throws KuraException {
    if (value[0] != '!') {
      throw new KuraException(KuraErrorCode.DECODER_ERROR);
    }
    return new String(value).substring(1).toCharArray();
  }
}
