// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent;

import io.slipway.agent.mqtt.BrokerUrl;
import io.slipway.protocol.message.Secret;
import io.slipway.protocol.payload.MalformedPayloadException;
import io.slipway.protocol.snapshot.ComponentConfiguration;
import io.slipway.protocol.snapshot.ConfigurationProperty;
import io.slipway.protocol.snapshot.ConfigurationSnapshot;
import io.slipway.protocol.snapshot.KuraXml;
import java.util.Optional;

/** Where a configuration leads: account, broker and login. */
record AccountLogin(
    String account, String clientId, BrokerUrl broker, String username, Secret password) {
  private static final String ACCOUNT = "topic.context.account-name";

  /** Throws {@link MalformedPayloadException} where a device could not follow it. */
  static AccountLogin in(byte[] xml) {
    ConfigurationSnapshot snapshot = KuraXml.decode(xml);
    // The platform may configure another data transport than Kura's usual one.
    ComponentConfiguration transport =
        snapshot.components().stream()
            .filter(c -> c.properties().containsKey(ACCOUNT))
            .findFirst()
            .orElseThrow(
                () -> new MalformedPayloadException("no component has the property " + ACCOUNT));
    String url = required(transport, "broker-url");
    return new AccountLogin(
        required(transport, ACCOUNT),
        required(transport, "client-id"),
        BrokerUrl.parse(url)
            .orElseThrow(() -> new MalformedPayloadException("broker-url is no address: " + url)),
        required(transport, "username"),
        Secret.of(required(transport, "password")));
  }

  private static String required(ComponentConfiguration component, String name) {
    return Optional.ofNullable(component.properties().get(name))
        .map(ConfigurationProperty::values)
        .filter(values -> values.size() == 1 && !values.get(0).isEmpty())
        .map(values -> values.get(0))
        .orElseThrow(() -> new MalformedPayloadException("the property " + name + " is missing"));
  }
}
