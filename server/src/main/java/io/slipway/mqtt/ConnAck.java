// SPDX-License-Identifier: Apache-2.0
package io.slipway.mqtt;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.IntegerProperty;
import io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType;
import io.netty.handler.codec.mqtt.MqttProperties.StringProperty;
import io.netty.handler.codec.mqtt.MqttProperties.UserProperty;
import io.slipway.protocol.message.FailureCause;
import io.slipway.provisioning.LoginDecision;

/** The answers to CONNECT. */
final class ConnAck {
  private static final int NOTHING_MORE = 0;

  /** Below this, a client has no room for words. */
  private static final int ROOM_FOR_WORDS = 128;

  private ConnAck() {}

  /** In, with what the broker does not do; of it older versions are told nothing. */
  static MqttMessage accepted(Hello hello, MqttSettings settings) {
    MqttProperties properties = new MqttProperties();
    if (hello.v5()) {
      MqttSettings.Limits limits = settings.limits();
      add(properties, MqttPropertyType.SESSION_EXPIRY_INTERVAL, 0);
      add(properties, MqttPropertyType.RECEIVE_MAXIMUM, limits.receiveMaximum());
      add(properties, MqttPropertyType.RETAIN_AVAILABLE, 0);
      add(
          properties,
          MqttPropertyType.MAXIMUM_PACKET_SIZE,
          Math.max(limits.packetBytes(), limits.replyBytes()));
      add(properties, MqttPropertyType.SUBSCRIPTION_IDENTIFIER_AVAILABLE, 0);
      add(properties, MqttPropertyType.SHARED_SUBSCRIPTION_AVAILABLE, 0);
      add(properties, MqttPropertyType.SERVER_KEEP_ALIVE, keepAliveSeconds(hello, settings));
    }
    return message(MqttConnectReturnCode.CONNECTION_ACCEPTED, properties);
  }

  /**
   * The keep alive that is enforced; a client before MQTT 5 cannot be given another than its own.
   */
  static int keepAliveSeconds(Hello hello, MqttSettings settings) {
    int most = (int) settings.patience().keepAlive().toSeconds();
    int asked = hello.keepAliveSeconds();
    return asked == 0 || hello.v5() && asked > most ? most : asked;
  }

  /**
   * A refusal that needs no words, in bytes: where CONNECT could not be read the codec does not
   * know in which version to write.
   */
  static ByteBuf refused(Refusal refusal, boolean v5) {
    byte code = refusal.code(v5).byteValue();
    return Unpooled.wrappedBuffer(
        v5 ? new byte[] {0x20, 3, 0, code, NOTHING_MORE} : new byte[] {0x20, 2, 0, code});
  }

  /** A refusal with as much of its cause as the peer may know. */
  static MqttMessage refused(LoginDecision.Turned turned, Hello hello) {
    Refusal refusal = Refusal.of(turned.cause());
    MqttProperties properties = new MqttProperties();
    if (hello.v5() && hello.maximumPacketSize() >= ROOM_FOR_WORDS) {
      explain(refusal, turned, properties);
    }
    return message(refusal.code(hello.v5()), properties);
  }

  private static void explain(
      Refusal refusal, LoginDecision.Turned turned, MqttProperties properties) {
    FailureCause cause = turned.cause();
    boolean mayKnowWhen = refusal != Refusal.UNPROVEN;
    if (cause.audience() == FailureCause.Audience.PROVEN_LOGIN) {
      properties.add(new StringProperty(MqttPropertyType.REASON_STRING.value(), cause.name()));
    }
    if (mayKnowWhen && turned.retryAfterSeconds().isPresent()) {
      properties.add(
          new UserProperty(
              "retry-after-seconds", Long.toString(turned.retryAfterSeconds().getAsLong())));
    }
  }

  private static void add(MqttProperties properties, MqttPropertyType type, int value) {
    properties.add(new IntegerProperty(type.value(), value));
  }

  private static MqttMessage message(MqttConnectReturnCode code, MqttProperties properties) {
    return MqttMessageBuilders.connAck()
        .returnCode(code)
        .sessionPresent(false)
        .properties(properties)
        .build();
  }
}
