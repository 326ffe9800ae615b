// SPDX-License-Identifier: Apache-2.0
package io.slipway.protocol.topic;

/** What a device may do at the provision broker (protocol, section 1, "Rights"). */
public final class ProvisioningRights {
  private final ControlScope scope;
  private final String lifecycle;
  private final String replies;
  private final String notifications;

  public ProvisioningRights(ControlScope scope) {
    this.scope = scope;
    this.lifecycle = scope.own() + "MQTT/";
    this.replies = scope.ofAccount() + "+/+/REPLY/#";
    this.notifications = scope.ofAccount() + "+/+/NOTIFY/" + scope.clientId() + "/#";
  }

  /** Whether a publication is the device's own. */
  public enum Verdict {
    ALLOWED,
    FOREIGN,
    /** A control topic of another account. */
    WRONG_ACCOUNT
  }

  public Verdict publish(String topic) {
    boolean allowed =
        topic.startsWith(lifecycle)
            || TopicFilter.covers(replies, topic)
            || TopicFilter.covers(notifications, topic);
    if (allowed) {
      return Verdict.ALLOWED;
    }
    return elsewhere(topic) ? Verdict.WRONG_ACCOUNT : Verdict.FOREIGN;
  }

  /** Whether a subscription stays within the device's own control topics. */
  public boolean subscribe(String filter) {
    return TopicFilter.valid(filter) && TopicFilter.covers(scope.own() + "#", filter);
  }

  /** Whether a subscription is to control topics of another account. */
  public boolean subscribesElsewhere(String filter) {
    return elsewhere(filter);
  }

  /** Whether a filter receives every request of a run. */
  public boolean coversRequests(String filter) {
    return TopicFilter.valid(filter)
        && (TopicFilter.covers(filter, scope.own() + "#")
            || TopicFilter.covers(filter, scope.own() + "+/+/#"));
  }

  private boolean elsewhere(String topicOrFilter) {
    return topicOrFilter.startsWith(scope.prefix() + "/")
        && !topicOrFilter.startsWith(scope.ofAccount());
  }
}
