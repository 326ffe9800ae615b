// SPDX-License-Identifier: Apache-2.0
package io.slipway.protocol.topic;

import java.util.List;

/** What a device may do at its account's broker: all on its own topics, and to answer others. */
public final class AccountRights {
  private final List<String> readable;
  private final List<String> writable;

  public AccountRights(ControlScope scope) {
    String own = scope.own() + "#";
    String data = scope.account() + "/" + scope.clientId() + "/#";
    this.readable = List.of(own, data);
    this.writable =
        List.of(
            own,
            data,
            scope.ofAccount() + "+/+/REPLY/#",
            scope.ofAccount() + "+/+/NOTIFY/" + scope.clientId() + "/#");
  }

  /** Filters that cover what the device may subscribe to. */
  public List<String> readable() {
    return readable;
  }

  /** Filters that cover what the device may publish to. */
  public List<String> writable() {
    return writable;
  }

  public boolean mayPublish(String topic) {
    return writable.stream().anyMatch(filter -> TopicFilter.covers(filter, topic));
  }

  public boolean maySubscribe(String filter) {
    return TopicFilter.valid(filter)
        && readable.stream().anyMatch(right -> TopicFilter.covers(right, filter));
  }
}
