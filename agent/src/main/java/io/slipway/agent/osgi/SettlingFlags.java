// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.osgi;

import io.slipway.agent.Flags;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Once a gateway has arrived, its applications are there to stay. */
record SettlingFlags(Flags flags, DeploymentPackages packages) implements Flags {

  @Override
  public void mark(boolean enabled, boolean provisioned) {
    flags.mark(enabled, provisioned);
    if (provisioned) {
      settle(packages);
    }
  }

  @Override
  public String place() {
    return flags.place();
  }

  static void settle(DeploymentPackages packages) {
    try {
      packages.settle();
    } catch (IOException failed) {
      throw new UncheckedIOException("what was installed before cannot be forgotten", failed);
    }
  }
}
