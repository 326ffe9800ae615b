// SPDX-License-Identifier: Apache-2.0
package io.slipway.accountbroker;

import com.hivemq.extension.sdk.api.events.client.ClientLifecycleEventListener;
import com.hivemq.extension.sdk.api.events.client.parameters.AuthenticationSuccessfulInput;
import com.hivemq.extension.sdk.api.events.client.parameters.ClientInitiatedDisconnectInput;
import com.hivemq.extension.sdk.api.events.client.parameters.ConnectionLostInput;
import com.hivemq.extension.sdk.api.events.client.parameters.ConnectionStartInput;
import com.hivemq.extension.sdk.api.events.client.parameters.DisconnectEventInput;
import com.hivemq.extension.sdk.api.events.client.parameters.ServerInitiatedDisconnectInput;

/** Tells the doorway who leaves, and how. */
final class Departures implements ClientLifecycleEventListener {
  private final Doorway doorway;

  Departures(Doorway doorway) {
    this.doorway = doorway;
  }

  @Override
  public void onMqttConnectionStart(ConnectionStartInput input) {
    // Nobody has proved anything yet.
  }

  @Override
  public void onAuthenticationSuccessful(AuthenticationSuccessfulInput input) {
    // The authenticator has told already.
  }

  @Override
  public void onClientInitiatedDisconnect(ClientInitiatedDisconnectInput input) {
    doorway.leaves(input.getConnectionInformation(), true);
  }

  @Override
  public void onServerInitiatedDisconnect(ServerInitiatedDisconnectInput input) {
    doorway.leaves(input.getConnectionInformation(), false);
  }

  @Override
  public void onConnectionLost(ConnectionLostInput input) {
    doorway.leaves(input.getConnectionInformation(), false);
  }

  @Override
  public void onDisconnect(DisconnectEventInput input) {
    doorway.leaves(input.getConnectionInformation(), false);
  }
}
