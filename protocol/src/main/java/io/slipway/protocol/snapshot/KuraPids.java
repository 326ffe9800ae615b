// SPDX-License-Identifier: Apache-2.0
package io.slipway.protocol.snapshot;

/** Components of Kura that provisioning configures. */
public final class KuraPids {
  /** Holds broker, account, login and client id. */
  public static final String MQTT_DATA_TRANSPORT =
      "org.eclipse.kura.core.data.transport.mqtt.MqttDataTransport";

  /** Says whether to connect at start. */
  public static final String DATA_SERVICE = "org.eclipse.kura.data.DataService";

  private KuraPids() {}
}
