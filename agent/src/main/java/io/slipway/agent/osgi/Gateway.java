// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.osgi;

import org.eclipse.kura.configuration.ConfigurationService;
import org.eclipse.kura.crypto.CryptoService;
import org.eclipse.kura.system.SystemService;
import org.osgi.framework.BundleContext;

/** What Kura offers. */
record Gateway(
    BundleContext context,
    ConfigurationService configurations,
    CryptoService crypto,
    SystemService system) {}
