// SPDX-License-Identifier: Apache-2.0
package org.eclipse.kura.configuration;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.kura.KuraException;

/** Keeps the configurations of all components, and snapshots of them. */
public interface ConfigurationService {
  String KURA_SERVICE_PID = "kura.service.pid";

  Set<String> getConfigurableComponentPids();

  ComponentConfiguration getComponentConfiguration(String pid) throws KuraException;

  void updateConfiguration(String pid, Map<String, Object> properties, boolean takeSnapshot)
      throws KuraException;

  void updateConfigurations(List<ComponentConfiguration> configs, boolean takeSnapshot)
      throws KuraException;

  Set<Long> getSnapshots() throws KuraException;

  long snapshot() throws KuraException;

  void rollback(long id) throws KuraException;
}
