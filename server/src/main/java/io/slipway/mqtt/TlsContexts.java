// SPDX-License-Identifier: Apache-2.0
package io.slipway.mqtt;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.slipway.security.TlsIdentity;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** TLS 1.2 and 1.3 through BoringSSL, or through the JDK where its native library does not load. */
final class TlsContexts {
  private static final Logger LOG = LoggerFactory.getLogger(TlsContexts.class);

  private TlsContexts() {}

  static SslContext of(TlsIdentity identity) {
    if (OpenSsl.isAvailable()) {
      return of(identity, SslProvider.OPENSSL);
    }
    LOG.warn(
        "BoringSSL's native library does not load, so TLS runs on the JDK's own, which takes six"
            + " times the CPU for every device. Reason: {}",
        String.valueOf(OpenSsl.unavailabilityCause()));
    return of(identity, SslProvider.JDK);
  }

  static SslContext of(TlsIdentity identity, SslProvider provider) {
    try {
      X509Certificate[] chain = identity.chain().toArray(X509Certificate[]::new);
      return SslContextBuilder.forServer(identity.key(), chain)
          .sslProvider(provider)
          .keyStoreType(TlsIdentity.KEY_STORE_TYPE)
          .protocols("TLSv1.3", "TLSv1.2")
          .clientAuth(ClientAuth.OPTIONAL)
          .trustManager(new AnyClient())
          .build();
    } catch (SSLException unusable) {
      throw new IllegalArgumentException("the TLS identity cannot be used", unusable);
    }
  }
}
