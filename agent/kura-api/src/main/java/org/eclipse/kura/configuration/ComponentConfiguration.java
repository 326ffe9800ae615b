// SPDX-License-Identifier: Apache-2.0
package org.eclipse.kura.configuration;

import java.util.Map;
import org.eclipse.kura.configuration.metatype.OCD;

/** The configuration of one component. */
public interface ComponentConfiguration {
  String getPid();

  OCD getDefinition();

  Map<String, Object> getConfigurationProperties();
}
