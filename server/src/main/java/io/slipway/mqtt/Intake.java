// SPDX-License-Identifier: Apache-2.0
package io.slipway.mqtt;

import io.netty.channel.Channel;
import java.util.EnumSet;
import java.util.Set;

/** Whether a connection is read from: only while nothing asks for a pause. */
final class Intake {
  private final Channel channel;
  private final Set<Pause> pauses = EnumSet.noneOf(Pause.class);

  Intake(Channel channel) {
    this.channel = channel;
  }

  /** Why reading pauses. */
  enum Pause {
    /** The login is not decided. */
    LOGIN,
    /** Too much that was published is not committed. */
    UNCOMMITTED,
    /** The device does not read what it is sent. */
    UNREAD
  }

  boolean paused() {
    return !pauses.isEmpty();
  }

  void set(Pause pause, boolean on) {
    if (on) {
      pauses.add(pause);
    } else {
      pauses.remove(pause);
    }
    boolean read = pauses.isEmpty();
    if (channel.config().isAutoRead() != read) {
      channel.config().setAutoRead(read);
    }
  }

  /** Reads on whatever was asked for; what comes is not looked at any more. */
  void openForGood() {
    pauses.clear();
    channel.config().setAutoRead(true);
  }
}
