// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import java.util.Set;

/** Where a broker listens. */
public record EndpointInfo(
    Id id,
    Id scopeId,
    String schema,
    String dns,
    int port,
    boolean secure,
    Set<String> usages,
    Audit audit) {

  /** Usage of a broker that devices of an account work with. */
  public static final String MESSAGE_BROKER = "MESSAGE_BROKER";

  /** Usage of the broker where devices are provisioned. */
  public static final String PROVISION = "PROVISION";

  /**
   * Usage that marks a broker whose logins the platform cannot see: nothing confirms arrival there.
   */
  public static final String UNOBSERVED = "UNOBSERVED";

  public EndpointInfo {
    usages = Set.copyOf(usages);
  }

  /**
   * The address as a device is told it: {@code mqtt://host:port}, {@code mqtts://…} when secure.
   */
  public String brokerUrl() {
    String host = dns.contains(":") ? "[" + dns + "]" : dns;
    return (secure ? "mqtts" : "mqtt") + "://" + host + ":" + port;
  }

  public boolean observed() {
    return !usages.contains(UNOBSERVED);
  }
}
