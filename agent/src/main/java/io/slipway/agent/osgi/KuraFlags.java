// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.osgi;

import io.slipway.agent.Flags;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.configuration.ComponentConfiguration;
import org.eclipse.kura.configuration.ConfigurationService;

/** Keeps the two flags in the component's own configuration, where Kura's user sees them. */
final class KuraFlags implements Flags {
  private final String pid;
  private final ConfigurationService configurations;
  private final Known known;

  KuraFlags(String pid, ConfigurationService configurations, Known known) {
    this.pid = pid;
    this.configurations = configurations;
    this.known = known;
  }

  @Override
  public void mark(boolean enabled, boolean provisioned) {
    Map<String, Object> flags = Map.of(Known.ENABLED, enabled, Known.PROVISIONED, provisioned);
    try {
      if (stored(flags)) {
        return;
      }
      known.flags(enabled, provisioned);
      // With a snapshot, since Kura starts from the last one.
      configurations.updateConfiguration(pid, flags, true);
      // Kura only writes a line to its log where it does not know the component yet.
      if (!stored(flags)) {
        throw new UncheckedIOException(new IOException("Kura has not stored " + flags));
      }
    } catch (KuraException failed) {
      throw new UncheckedIOException(
          new IOException("Kura cannot store " + flags + ": " + failed.getMessage(), failed));
    }
  }

  @Override
  public String place() {
    return "the configuration of " + pid;
  }

  private boolean stored(Map<String, Object> flags) throws KuraException {
    ComponentConfiguration own = configurations.getComponentConfiguration(pid);
    return own != null
        && own.getConfigurationProperties() != null
        && own.getConfigurationProperties().entrySet().containsAll(flags.entrySet());
  }
}
