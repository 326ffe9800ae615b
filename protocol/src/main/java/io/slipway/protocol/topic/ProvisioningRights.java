// SPDX-License-Identifier: Apache-2.0
package io.slipway.protocol.topic;

/** What a device may do at the provision broker (protocol, section 1, "Rights"). */
public final class ProvisioningRights {
  private final ControlScope scope;

  public ProvisioningRights(ControlScope scope) {
    this.scope = scope;
  }

  /** Whether a publication is the device's own. */
  public enum Verdict {
    ALLOWED,
    FOREIGN,
    /** A control topic of another account. */
    WRONG_ACCOUNT
  }

  public Verdict publish(String topic) {
    String account = scope.ofAccount();
    boolean allowed =
        TopicFilter.covers(scope.own() + "MQTT/#", topic) && !topic.equals(scope.own() + "MQTT")
            || TopicFilter.covers(account + "+/+/REPLY/#", topic)
            || TopicFilter.covers(account + "+/+/NOTIFY/" + scope.clientId() + "/#", topic);
    if (allowed) {
      return Verdict.ALLOWED;
    }
    boolean elsewhere = topic.startsWith(scope.prefix() + "/") && !topic.startsWith(account);
    return elsewhere ? Verdict.WRONG_ACCOUNT : Verdict.FOREIGN;
  }

  /** Whether a subscription stays within the device's own control topics. */
  public boolean subscribe(String filter) {
    return TopicFilter.valid(filter) && TopicFilter.covers(scope.own() + "#", filter);
  }

  /** Whether a subscription is to control topics of another account. */
  public boolean subscribesElsewhere(String filter) {
    return filter.startsWith(scope.prefix() + "/") && !filter.startsWith(scope.ofAccount());
  }

  /** Whether a filter receives every request of a run. */
  public boolean coversRequests(String filter) {
    return TopicFilter.valid(filter)
        && (TopicFilter.covers(filter, scope.own() + "#")
            || TopicFilter.covers(filter, scope.own() + "+/+/#"));
  }
}
