// SPDX-License-Identifier: Apache-2.0
package io.slipway.events;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.Set;

/**
 * Where webhooks may lead. An operator names the address but this machine goes there, so what only
 * this machine can reach of the network around it is not for him to ask.
 */
public final class WebhookTargets {
  private static final int LONGEST = 1_000;
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  /** Where clouds tell a machine its own secrets, beside the link-local address that most use. */
  private static final Set<String> METADATA =
      Set.of("100.100.100.200", "192.0.0.192", "fd00:ec2:0:0:0:0:0:254");

  private final boolean plainAnywhere;

  /**
   * @param plainAnywhere whether plain HTTP may leave this machine
   */
  public WebhookTargets(boolean plainAnywhere) {
    this.plainAnywhere = plainAnywhere;
  }

  /** What is wrong with an address, where something is. */
  public Optional<String> problem(String url) {
    URI uri;
    try {
      uri = new URI(url);
    } catch (URISyntaxException e) {
      return Optional.of("must be an address such as https://example.org/hook");
    }
    String scheme = String.valueOf(uri.getScheme());
    if (uri.getHost() == null || url.length() > LONGEST || uri.getRawFragment() != null) {
      return Optional.of("must be an address such as https://example.org/hook");
    }
    if (uri.getRawUserInfo() != null) {
      return Optional.of("must not hold a password: receivers tell by the signature who asks");
    }
    if (scheme.equals("https") || scheme.equals("http") && mayBePlain(uri)) {
      return Optional.empty();
    }
    return Optional.of("must begin with https:// unless it is on this machine");
  }

  private boolean mayBePlain(URI uri) {
    return plainAnywhere || LOOPBACK.contains(uri.getHost());
  }

  /**
   * Refuses what must not be reached. Java keeps what a name stands for longer than the connection
   * takes to be made, so that it leads to what was looked at.
   */
  void requireAllowed(URI uri) throws IOException {
    if (problem(uri.toString()).isPresent()) {
      throw new IOException("the address is not allowed any more: see --webhook-http");
    }
    for (InetAddress address : addresses(uri.getHost())) {
      if (forbidden(address)) {
        throw new IOException("it leads to " + address.getHostAddress() + ", which is not allowed");
      }
    }
  }

  private static InetAddress[] addresses(String host) throws IOException {
    try {
      return InetAddress.getAllByName(host);
    } catch (UnknownHostException e) {
      throw new IOException("no address is known for " + host, e);
    }
  }

  static boolean forbidden(InetAddress address) {
    return address.isLinkLocalAddress()
        || address.isAnyLocalAddress()
        || address.isMulticastAddress()
        || METADATA.contains(address.getHostAddress());
  }
}
