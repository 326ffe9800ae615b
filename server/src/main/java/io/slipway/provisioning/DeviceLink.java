// SPDX-License-Identifier: Apache-2.0
package io.slipway.provisioning;

import io.slipway.domain.Closing;

/** One connection as its broker offers it. Safe for every thread; no call blocks. */
public interface DeviceLink {

  /** Whether the device is there: connected, or waiting to be let in. */
  boolean open();

  /** Sends at QoS 1, or what was granted. After the connection's end it does nothing. */
  void deliver(String topic, byte[] payload);

  /** Closes when everything that was delivered before is flushed. */
  void close(Closing reason);
}
