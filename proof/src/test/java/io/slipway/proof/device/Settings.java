// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.device;

import io.slipway.protocol.snapshot.ComponentConfiguration;
import io.slipway.protocol.snapshot.ConfigurationSnapshot;
import io.slipway.protocol.snapshot.KuraPids;
import io.slipway.protocol.snapshot.KuraXml;
import java.net.URI;

/** What a device was given: where its account's broker is, and how it logs in there. */
public record Settings(URI brokerUrl, String account, Login login, ConfigurationSnapshot all) {

  static Settings in(byte[] xml) {
    ConfigurationSnapshot all = KuraXml.decode(xml);
    ComponentConfiguration transport = all.component(KuraPids.MQTT_DATA_TRANSPORT).orElseThrow();
    Login login =
        Login.of(
            value(transport, "client-id"),
            value(transport, "username"),
            value(transport, "password"));
    return new Settings(
        URI.create(value(transport, "broker-url")),
        value(transport, "topic.context.account-name"),
        login,
        all);
  }

  Settings withLogin(Login other) {
    return new Settings(brokerUrl, account, other, all);
  }

  /** One of the device's own control topics in its account. */
  public String topic(String rest) {
    return "$EDC/" + account + "/" + login.clientId() + "/" + rest;
  }

  /** The value of a property that has one. */
  public String value(String pid, String property) {
    return value(all.component(pid).orElseThrow(), property);
  }

  private static String value(ComponentConfiguration component, String property) {
    return component.properties().get(property).values().getFirst();
  }
}
