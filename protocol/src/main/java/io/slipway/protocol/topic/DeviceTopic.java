// SPDX-License-Identifier: Apache-2.0
package io.slipway.protocol.topic;

/** What a device says with a publication, told from the topic alone. */
public sealed interface DeviceTopic {

  /** It asks to be provisioned. */
  record Provision() implements DeviceTopic {}

  record Birth() implements DeviceTopic {}

  /** It takes its leave. */
  record Disconnect() implements DeviceTopic {}

  record LastWill() implements DeviceTopic {}

  /** Its applications changed. */
  record Apps() implements DeviceTopic {}

  record OtherLifecycle(String name) implements DeviceTopic {}

  /** It answers a request. */
  record Reply(String requesterClientId, String app, String requestId) implements DeviceTopic {}

  /** It tells how a request gets on. */
  record Notify(String requesterClientId, String app, String resource) implements DeviceTopic {}

  record Unknown() implements DeviceTopic {}

  static DeviceTopic parse(String topic, ControlScope scope) {
    if (topic.startsWith(scope.own() + "MQTT/")) {
      return lifecycle(topic.substring(scope.own().length() + "MQTT/".length()));
    }
    if (!topic.startsWith(scope.ofAccount())) {
      return new Unknown();
    }
    String[] levels = topic.substring(scope.ofAccount().length()).split("/", -1);
    if (levels.length == 4 && levels[2].equals("REPLY")) {
      return new Reply(levels[0], levels[1], levels[3]);
    }
    boolean notify =
        levels.length >= 5 && levels[2].equals("NOTIFY") && levels[3].equals(scope.clientId());
    if (!notify) {
      return new Unknown();
    }
    String head = levels[0] + "/" + levels[1] + "/NOTIFY/" + scope.clientId() + "/";
    return new Notify(
        levels[0], levels[1], topic.substring(scope.ofAccount().length() + head.length()));
  }

  private static DeviceTopic lifecycle(String name) {
    return switch (name) {
      case "PROV" -> new Provision();
      case "BIRTH" -> new Birth();
      case "DC" -> new Disconnect();
      case "LWT" -> new LastWill();
      case "APPS" -> new Apps();
      default -> new OtherLifecycle(name);
    };
  }
}
