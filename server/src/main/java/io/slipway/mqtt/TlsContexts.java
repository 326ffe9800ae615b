// SPDX-License-Identifier: Apache-2.0
package io.slipway.mqtt;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandler;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import io.netty.handler.ssl.SniHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.slipway.protocol.message.Secret;
import io.slipway.security.TicketKeys;
import io.slipway.security.TlsIdentities;
import io.slipway.security.TlsIdentity;
import io.slipway.security.TlsSuites;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** TLS 1.2 and 1.3 through BoringSSL, or through the JDK where its native library does not load. */
final class TlsContexts {
  private static final Logger LOG = LoggerFactory.getLogger(TlsContexts.class);
  private static final int MAX_HELLO_BYTES = 16 * 1024;
  private static final int PART = TicketKeys.KEY_BYTES / 3;

  private volatile Shown shown;
  private Optional<TicketKeys> tickets = Optional.empty();

  TlsContexts(TlsIdentities identities) {
    if (!OpenSsl.isAvailable()) {
      LOG.warn(
          "BoringSSL's native library does not load, so TLS runs on the JDK's own, which takes six"
              + " times the CPU for every device. Reason: {}",
          String.valueOf(OpenSsl.unavailabilityCause()));
    }
    this.shown =
        new Shown(identities, context(identities.own()), identities.open().map(this::context));
  }

  /** Which certificates are shown, by what. */
  private record Shown(TlsIdentities identities, SslContext own, Optional<SslContext> open) {

    /**
     * By server name indication.
     *
     * @param host null where the client says none
     */
    SslContext named(String host) {
      boolean asOwn = identities.forDevices(Optional.ofNullable(host)).equals(identities.own());
      return asOwn ? own : open.orElse(own);
    }
  }

  synchronized void renew(TlsIdentities identities) {
    Shown before = shown;
    SslContext own =
        identities.own().equals(before.identities().own())
            ? before.own()
            : context(identities.own());
    Optional<SslContext> open =
        identities.open().equals(before.identities().open())
            ? before.open()
            : identities.open().map(this::context);
    shown = new Shown(identities, own, open);
  }

  /** Tickets from now on, by these keys. */
  synchronized void seal(TicketKeys keys) {
    tickets = Optional.of(keys);
    seal(shown.own());
    shown.open().ifPresent(this::seal);
  }

  /**
   * What begins a connection.
   *
   * @param watched is handed what shakes hands
   * @param patience for the client's first message
   */
  ChannelHandler handshake(
      ByteBufAllocator memory, UnaryOperator<SslHandler> watched, Duration patience) {
    Shown now = shown;
    if (now.open().isEmpty()) {
      return watched.apply(now.own().newHandler(memory));
    }
    return new SniHandler(now::named, MAX_HELLO_BYTES, patience.toMillis()) {
      @Override
      protected SslHandler newSslHandler(SslContext context, ByteBufAllocator allocator) {
        return watched.apply(super.newSslHandler(context, allocator));
      }
    };
  }

  private SslContext context(TlsIdentity identity) {
    SslProvider provider = OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK;
    SslContext context = of(identity, provider);
    seal(context);
    return context;
  }

  /** The JDK's own TLS has tickets too, but takes no keys for them, so each node has others. */
  private void seal(SslContext context) {
    if (tickets.isPresent() && context.sessionContext() instanceof OpenSslSessionContext sessions) {
      sessions.setTicketKeys(
          tickets.get().newestFirst().stream()
              .map(TlsContexts::ticketKey)
              .toArray(OpenSslSessionTicketKey[]::new));
    }
  }

  private static OpenSslSessionTicketKey ticketKey(Secret secret) {
    byte[] all = secret.bytes();
    return new OpenSslSessionTicketKey(
        Arrays.copyOf(all, PART),
        Arrays.copyOfRange(all, PART, 2 * PART),
        Arrays.copyOfRange(all, 2 * PART, 3 * PART));
  }

  static SslContext of(TlsIdentity identity, SslProvider provider) {
    try {
      X509Certificate[] chain = identity.chain().toArray(X509Certificate[]::new);
      return SslContextBuilder.forServer(identity.key(), chain)
          .sslProvider(provider)
          .keyStoreType(TlsIdentity.KEY_STORE_TYPE)
          .protocols(TlsSuites.PROTOCOLS)
          .ciphers(TlsSuites.NAMES, SupportedCipherSuiteFilter.INSTANCE)
          .clientAuth(ClientAuth.OPTIONAL)
          .trustManager(new AnyClient())
          .build();
    } catch (SSLException unusable) {
      throw new IllegalArgumentException("the TLS identity cannot be used", unusable);
    }
  }
}
