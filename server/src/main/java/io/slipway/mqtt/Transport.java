// SPDX-License-Identifier: Apache-2.0
package io.slipway.mqtt;

/** What carries MQTT between a device and the broker. */
enum Transport {
  TLS(true, false),
  TCP(false, false),
  WSS(true, true),
  WS(false, true);

  private final boolean secure;
  private final boolean webSocket;

  Transport(boolean secure, boolean webSocket) {
    this.secure = secure;
    this.webSocket = webSocket;
  }

  boolean secure() {
    return secure;
  }

  boolean webSocket() {
    return webSocket;
  }
}
