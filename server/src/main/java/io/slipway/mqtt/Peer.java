// SPDX-License-Identifier: Apache-2.0
package io.slipway.mqtt;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;
import java.net.InetSocketAddress;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;

/** What a channel tells of the one at its other end. */
final class Peer {
  /** Of one that is gone before it was asked. */
  private static final InetSocketAddress UNKNOWN =
      new InetSocketAddress(Network.address(new byte[4]), 0);

  /** Where a balancer says that the connection comes from. */
  private static final AttributeKey<InetSocketAddress> SOURCE = AttributeKey.valueOf("source");

  private Peer() {}

  static boolean isPlain(Channel channel) {
    return channel.pipeline().get(SslHandler.class) == null;
  }

  static void comesFrom(Channel channel, InetSocketAddress source) {
    channel.attr(SOURCE).set(source);
  }

  static InetSocketAddress address(Channel channel) {
    InetSocketAddress source = channel.attr(SOURCE).get();
    if (source != null) {
      return source;
    }
    return channel.remoteAddress() instanceof InetSocketAddress address ? address : UNKNOWN;
  }

  /** The chain that the peer proved to hold the key of, leaf first; nobody has judged it yet. */
  static List<X509Certificate> certificates(Channel channel) {
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    if (tls == null) {
      return List.of();
    }
    try {
      Certificate[] chain = tls.engine().getSession().getPeerCertificates();
      return Arrays.stream(chain)
          .filter(X509Certificate.class::isInstance)
          .map(X509Certificate.class::cast)
          .toList();
    } catch (SSLPeerUnverifiedException none) {
      return List.of();
    }
  }
}
