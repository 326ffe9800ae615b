// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.Provider;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Amazon Corretto Crypto Provider where its native library loads: it signs nine times as fast. */
final class NativeCrypto {
  private static final Logger LOG = LoggerFactory.getLogger(NativeCrypto.class);

  private NativeCrypto() {}

  static Optional<Provider> provider() {
    AmazonCorrettoCryptoProvider provider = AmazonCorrettoCryptoProvider.INSTANCE;
    if (provider.getLoadingError() == null) {
      return Optional.of(provider);
    }
    LOG.warn(
        "signing without the native library, which costs nine times the CPU: {}",
        provider.getLoadingError().getMessage());
    return Optional.empty();
  }
}
