// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent;

import io.slipway.agent.mqtt.BrokerUrl;
import io.slipway.protocol.message.PlatformRequest;
import io.slipway.protocol.message.Secret;
import io.slipway.protocol.payload.MalformedPayloadException;
import io.slipway.protocol.snapshot.ComponentConfiguration;
import io.slipway.protocol.snapshot.ConfigurationProperty;
import io.slipway.protocol.snapshot.ConfigurationSnapshot;
import io.slipway.protocol.snapshot.KuraXml;
import io.slipway.protocol.topic.ClientIds;
import java.util.Optional;

/**
 * Where a configuration leads: account, broker and login.
 *
 * @param password may be missing where the device proves itself by a certificate
 */
record AccountLogin(
    String account, String clientId, BrokerUrl broker, String username, Optional<Secret> password) {
  private static final String ACCOUNT = "topic.context.account-name";

  private static final String PASSWORD = "password";

  /**
   * Reads a configuration.
   *
   * @param certified whether the device has a certificate of its own
   * @throws MalformedPayloadException where a device could not follow it
   */
  static AccountLogin in(byte[] xml, boolean certified) {
    ConfigurationSnapshot snapshot = KuraXml.decode(xml);
    // The platform may configure another data transport than Kura's usual one.
    ComponentConfiguration transport =
        snapshot.components().stream()
            .filter(c -> c.properties().containsKey(ACCOUNT))
            .findFirst()
            .orElseThrow(
                () -> new MalformedPayloadException("no component has the property " + ACCOUNT));
    String url = required(transport, "broker-url");
    BrokerUrl broker =
        BrokerUrl.parse(url)
            .orElseThrow(() -> new MalformedPayloadException("broker-url is no address: " + url));
    // A certificate is shown only within TLS.
    boolean needsPassword = !(certified && broker.secure());
    return new AccountLogin(
        level(transport, ACCOUNT),
        level(transport, "client-id"),
        broker,
        required(transport, "username"),
        needsPassword
            ? Optional.of(Secret.of(required(transport, PASSWORD)))
            : value(transport, PASSWORD).map(Secret::of));
  }

  /** A value that becomes a level of topics. */
  private static String level(ComponentConfiguration component, String name) {
    String value = required(component, name);
    ClientIds.problem(value)
        .ifPresent(
            problem -> {
              throw new MalformedPayloadException(name + ": " + problem);
            });
    return value;
  }

  /** Whether the platform, when it says that all is said, speaks of this. */
  boolean isMeantBy(PlatformRequest.Complete complete) {
    return complete.accountName().equals(account)
        && complete.clientId().equals(clientId)
        && complete.username().equals(username);
  }

  private static String required(ComponentConfiguration component, String name) {
    return value(component, name)
        .orElseThrow(() -> new MalformedPayloadException("the property " + name + " is missing"));
  }

  private static Optional<String> value(ComponentConfiguration component, String name) {
    return Optional.ofNullable(component.properties().get(name))
        .map(ConfigurationProperty::values)
        .filter(values -> values.size() == 1 && !values.get(0).isEmpty())
        .map(values -> values.get(0));
  }
}
