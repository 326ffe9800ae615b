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

  private static final String PACKAGE = AmazonCorrettoCryptoProvider.class.getPackageName() + ".";

  private NativeCrypto() {}

  /** The library, where it is here. */
  static Optional<Provider> provider() {
    AmazonCorrettoCryptoProvider provider = AmazonCorrettoCryptoProvider.INSTANCE;
    return provider.getLoadingError() == null ? Optional.of(provider) : Optional.empty();
  }

  /** The same, saying so where it is not. */
  static Optional<Provider> providerOrWarning() {
    Optional<Provider> provider = provider();
    if (provider.isEmpty()) {
      LOG.warn(
          "signing without the native library, which costs nine times the CPU: {}",
          AmazonCorrettoCryptoProvider.INSTANCE.getLoadingError().getMessage());
    }
    return provider;
  }

  /** The library, where the key is one that it has made its own. */
  static Optional<Provider> owner(PrivateKey key) {
    return key.getClass().getName().startsWith(PACKAGE)
        ? Optional.of(AmazonCorrettoCryptoProvider.INSTANCE)
        : Optional.empty();
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
