// SPDX-License-Identifier: Apache-2.0
package io.slipway.provisioning;

import java.util.concurrent.CompletionStage;

/**
 * One admitted connection as provisioning sees it. Calls come in the order of the packets; none
 * blocks.
 */
public interface DeviceSession {

  /**
   * A publication on one of the device's own, permitted topics.
   *
   * @return completes when what follows from it is stored: acknowledge then. Where it completes
   *     exceptionally, close without acknowledging, and the device says it again
   */
  CompletionStage<Void> published(String topic, byte[] payload);

  /** A subscription was granted and acknowledged. */
  void subscribed(String filter);

  /** The device used a topic of another account. */
  void wrongAccount();

  /** The connection is gone. Called once. */
  void closed();
}
