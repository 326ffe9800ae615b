// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.bench;

import io.slipway.proof.device.Login;

/** The yardstick: connect, subscribe, publish, take the answer, disconnect. */
record BareTalk(Login login) implements Talk {
  private static final int MESSAGE_BYTES = 500;

  @Override
  public void begin(Visit visit) {
    visit.subscribe("bare/" + login.clientId() + "/#");
    visit.publish("bare/" + login.clientId() + "/ask", new byte[MESSAGE_BYTES]);
  }

  @Override
  public void hear(Visit visit, String topic, byte[] payload) {
    visit.reached(Stage.ANSWER);
  }

  @Override
  public void heard(Visit visit) {
    if (visit.has(Stage.ANSWER)) {
      visit.leave();
    }
  }
}
