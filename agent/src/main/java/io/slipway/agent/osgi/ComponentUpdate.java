// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.osgi;

import java.util.Map;
import org.eclipse.kura.configuration.ComponentConfiguration;
import org.eclipse.kura.configuration.metatype.OCD;

/** Properties that Kura is to set. */
record ComponentUpdate(String pid, Map<String, Object> properties)
    implements ComponentConfiguration {

  @Override
  public String getPid() {
    return pid;
  }

  /** Kura knows it. */
  @Override
  public OCD getDefinition() {
    return null;
  }

  @Override
  public Map<String, Object> getConfigurationProperties() {
    return properties;
  }

  /** Some are secrets. */
  @Override
  public String toString() {
    return "ComponentUpdate[" + pid + ", " + properties.keySet() + "]";
  }
}
