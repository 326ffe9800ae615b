// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.kura;

import java.util.Map;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;

/** What the bundles of {@link Application}s do: each offers a service that tells of it. */
public final class Heater implements BundleActivator {
  static final String VERSION = "version";

  @Override
  public void start(BundleContext context) {
    String version = context.getBundle().getVersion().toString();
    context.registerService(
        Runnable.class, () -> {}, FrameworkUtil.asDictionary(Map.of(VERSION, version)));
  }

  @Override
  public void stop(BundleContext context) {
    // The framework takes the service back.
  }
}
