// SPDX-License-Identifier: Apache-2.0
package io.slipway.mqtt;

import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttTopicSubscription;
import io.netty.handler.codec.mqtt.MqttUnsubscribeMessage;
import io.slipway.protocol.topic.ProvisioningRights;
import io.slipway.provisioning.DeviceSession;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What a device subscribed to. Only filters inside its rights are kept, so only they are served.
 */
final class Subscriptions {
  private static final int MAX_QOS = 1;
  private static final int REFUSED_V3 = 0x80;
  private static final int NOT_AUTHORIZED = 0x87;
  private static final int QUOTA_EXCEEDED = 0x97;
  private static final int SHARED = 0x9E;
  private static final int NO_SUBSCRIPTION = 0x11;

  private final Map<String, Integer> granted = new HashMap<>();
  private final Wire wire;
  private final DeviceSession session;
  private final ProvisioningRights rights;

  Subscriptions(Wire wire, DeviceSession session, ProvisioningRights rights) {
    this.wire = wire;
    this.session = session;
    this.rights = rights;
  }

  void subscribe(MqttSubscribeMessage packet) {
    List<MqttTopicSubscription> wishes = packet.payload().topicSubscriptions();
    check(packet, wishes);
    List<Integer> codes = new ArrayList<>(wishes.size());
    List<String> served = new ArrayList<>();
    for (MqttTopicSubscription wish : wishes) {
      int code = answer(wish);
      codes.add(code);
      if (granted.containsKey(wish.topicFilter())) {
        served.add(wish.topicFilter());
      }
    }
    wire.send(Packets.subAck(packet.variableHeader().messageId(), codes));
    served.forEach(session::subscribed);
    if (wishes.stream().anyMatch(w -> rights.subscribesElsewhere(w.topicFilter()))) {
      session.wrongAccount();
    }
  }

  MqttMessage unsubscribe(MqttUnsubscribeMessage packet) {
    List<String> filters = packet.payload().topics();
    if (filters.isEmpty()) {
      throw new Violation(Ending.PROTOCOL_ERROR);
    }
    List<Short> codes = new ArrayList<>(filters.size());
    for (String filter : filters) {
      boolean known = granted.remove(filter) != null;
      codes.add((short) (known ? 0 : NO_SUBSCRIPTION));
    }
    return Packets.unsubAck(packet.variableHeader().messageId(), codes);
  }

  /** The QoS at which a topic is delivered, the highest of those granted; empty where to none. */
  OptionalInt qos(String topic) {
    return granted.entrySet().stream()
        .filter(e -> covers(e.getKey(), topic))
        .mapToInt(Map.Entry::getValue)
        .max();
  }

  private void check(MqttSubscribeMessage packet, List<MqttTopicSubscription> wishes) {
    boolean empty = wishes.stream().anyMatch(w -> w.topicFilter().isEmpty());
    if (wishes.isEmpty() || empty) {
      throw new Violation(Ending.PROTOCOL_ERROR);
    }
    boolean identified =
        wire.v5()
            && packet
                    .idAndPropertiesVariableHeader()
                    .properties()
                    .getProperty(MqttPropertyType.SUBSCRIPTION_IDENTIFIER.value())
                != null;
    if (identified) {
      throw new Violation(Ending.SUBSCRIPTION_IDENTIFIER);
    }
  }

  private int answer(MqttTopicSubscription wish) {
    String filter = wish.topicFilter();
    int qos = Math.min(MAX_QOS, wish.qualityOfService().value());
    if (!rights.subscribe(filter)) {
      return refusal(filter, qos);
    }
    boolean full = !granted.containsKey(filter) && granted.size() >= wire.limits().subscriptions();
    if (full) {
      return wire.v5() ? QUOTA_EXCEEDED : REFUSED_V3;
    }
    granted.put(filter, qos);
    return qos;
  }

  /** MQTT 3.1 knows no refusal: it is granted and never served. */
  private int refusal(String filter, int qos) {
    return switch (wire.hello().version()) {
      case MQTT_3_1 -> qos;
      case MQTT_3_1_1 -> REFUSED_V3;
      case MQTT_5 -> filter.startsWith("$share/") ? SHARED : NOT_AUTHORIZED;
    };
  }

  private static boolean covers(String filter, String topic) {
    String[] wanted = filter.split("/", -1);
    String[] levels = topic.split("/", -1);
    for (int i = 0; i < wanted.length; i++) {
      if (wanted[i].equals("#")) {
        return true;
      }
      boolean fits = i < levels.length && (wanted[i].equals("+") || wanted[i].equals(levels[i]));
      if (!fits) {
        return false;
      }
    }
    return wanted.length == levels.length;
  }
}
