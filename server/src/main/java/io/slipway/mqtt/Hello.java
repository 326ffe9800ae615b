// SPDX-License-Identifier: Apache-2.0
package io.slipway.mqtt;

import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectPayload;
import io.netty.handler.codec.mqtt.MqttConnectVariableHeader;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType;
import io.netty.handler.codec.mqtt.MqttVersion;
import io.slipway.protocol.message.Secret;
import io.slipway.protocol.topic.ClientIds;
import java.util.Optional;

/**
 * A CONNECT that can be read. A user name or password that is not there is an empty one, so that it
 * is judged, and refused, like any other.
 *
 * @param keepAliveSeconds as asked for; 0 = none
 * @param receiveMaximum how many unacknowledged messages the client takes
 * @param maximumPacketSize the largest packet that the client takes
 * @param extendedAuthentication whether it wants an exchange of AUTH packets
 * @param torn whether it is against the rules of its protocol version
 */
record Hello(
    MqttVersion version,
    String clientId,
    String username,
    Secret password,
    int keepAliveSeconds,
    int receiveMaximum,
    long maximumPacketSize,
    boolean extendedAuthentication,
    boolean retainedWill,
    boolean torn) {
  private static final int RECEIVE_MAXIMUM = 65_535;
  private static final int MAX_WILL_QOS = 2;

  static Hello of(MqttConnectMessage connect) {
    MqttConnectVariableHeader header = connect.variableHeader();
    MqttConnectPayload payload = connect.payload();
    MqttProperties properties = header.properties();
    byte[] password = payload.passwordInBytes();
    return new Hello(
        MqttVersion.fromProtocolNameAndLevel(header.name(), (byte) header.version()),
        payload.clientIdentifier(),
        Optional.ofNullable(payload.userName()).orElse(""),
        Secret.of(password == null ? new byte[0] : password),
        header.keepAliveTimeSeconds(),
        (int) number(properties, MqttPropertyType.RECEIVE_MAXIMUM, RECEIVE_MAXIMUM),
        number(properties, MqttPropertyType.MAXIMUM_PACKET_SIZE, Long.MAX_VALUE),
        properties.getProperty(MqttPropertyType.AUTHENTICATION_METHOD.value()) != null,
        header.isWillFlag() && header.isWillRetain(),
        torn(header));
  }

  private static long number(MqttProperties properties, MqttPropertyType type, long absent) {
    return properties.getProperty(type.value()) instanceof MqttProperties.IntegerProperty found
        ? Integer.toUnsignedLong(found.value())
        : absent;
  }

  private static boolean torn(MqttConnectVariableHeader header) {
    boolean v5 = header.version() == MqttVersion.MQTT_5.protocolLevel();
    boolean will = !header.isWillFlag() && (header.isWillRetain() || header.willQos() > 0);
    boolean lonelyPassword = !v5 && header.hasPassword() && !header.hasUserName();
    return will || lonelyPassword || header.willQos() > MAX_WILL_QOS;
  }

  boolean v5() {
    return version == MqttVersion.MQTT_5;
  }

  /** What the packet alone is refused for, before anybody is asked. */
  Optional<Refusal> refusal() {
    if (torn || v5() && (receiveMaximum == 0 || maximumPacketSize == 0)) {
      return Optional.of(Refusal.PROTOCOL_ERROR);
    }
    if (v5() && extendedAuthentication) {
      return Optional.of(Refusal.AUTHENTICATION_METHOD);
    }
    if (v5() && retainedWill) {
      return Optional.of(Refusal.RETAIN);
    }
    return ClientIds.problem(clientId).map(problem -> Refusal.CLIENT_ID);
  }

  @Override
  public String toString() {
    return version + " " + clientId;
  }
}
