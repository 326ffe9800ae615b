// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import java.util.Optional;

/**
 * What this server shows to clients, who say by server name indication whom they want to reach.
 *
 * @param own by the platform's own authority, which devices trust
 * @param open by an authority that browsers trust, where there is one
 */
public record TlsIdentities(TlsIdentity own, Optional<TlsIdentity> open) {

  /** Where there is nothing but the platform's own. */
  public static TlsIdentities of(TlsIdentity own) {
    return new TlsIdentities(own, Optional.empty());
  }

  /** What who comes by HTTP sees: the open one under each of its names, else the own one. */
  public TlsIdentity forBrowsers(Optional<String> host) {
    return open.filter(identity -> host.filter(identity::covers).isPresent()).orElse(own);
  }

  /**
   * What who comes by MQTT sees: the own one, since devices trust that. The open one only under a
   * name that the own one is not made out to, where it would be refused anyhow.
   */
  public TlsIdentity forDevices(Optional<String> host) {
    return host.filter(own::covers).isPresent() ? own : forBrowsers(host);
  }
}
