// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.osgi;

import io.slipway.agent.Host;
import java.io.IOException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.data.DataTransportService;
import org.eclipse.kura.security.keystore.KeystoreService;

/** Kura's own connections to brokers, and the key store that tells whom they trust. */
final class CloudConnection implements Host.Connection, Host.TrustStore {
  private static final String ALIAS = "ssl-slipway";
  private static final String KEY_STORES = "(kura.service.pid=*SSLKeystore)";

  private final Services services;

  CloudConnection(Gateway gateway) {
    this.services = new Services(gateway.context());
  }

  @Override
  public boolean isUp(String account, String username) {
    return services
        .all(DataTransportService.class)
        .anyMatch(
            t ->
                t.isConnected()
                    && account.equals(t.getAccountName())
                    && username.equals(t.getUsername()));
  }

  /** The alias is the one that a gateway without this bundle gets it under. */
  @Override
  public void add(X509Certificate root) throws IOException {
    List<KeystoreService> stores = services.all(KeystoreService.class, KEY_STORES).toList();
    if (stores.isEmpty()) {
      throw new IOException("Kura has no SSLKeystore");
    }
    try {
      for (KeystoreService store : stores) {
        if (!(store.getEntry(ALIAS) instanceof KeyStore.TrustedCertificateEntry entry)
            || !entry.getTrustedCertificate().equals(root)) {
          store.setEntry(ALIAS, new KeyStore.TrustedCertificateEntry(root));
        }
      }
    } catch (KuraException failed) {
      throw new IOException("Kura's key store: " + failed.getMessage(), failed);
    }
  }
}
