// SPDX-License-Identifier: Apache-2.0
package io.slipway.accountbroker;

import com.hivemq.extension.sdk.api.events.client.ClientLifecycleEventListener;
import com.hivemq.extension.sdk.api.events.client.parameters.AuthenticationSuccessfulInput;
import com.hivemq.extension.sdk.api.events.client.parameters.ClientInitiatedDisconnectInput;
import com.hivemq.extension.sdk.api.events.client.parameters.ConnectionLostInput;
import com.hivemq.extension.sdk.api.events.client.parameters.ConnectionStartInput;
import com.hivemq.extension.sdk.api.events.client.parameters.DisconnectEventInput;
import com.hivemq.extension.sdk.api.events.client.parameters.ServerInitiatedDisconnectInput;
import com.hivemq.extension.sdk.api.packets.general.DisconnectedReasonCode;

/** Tells the doorway who enters, and who leaves how. */
final class Passages implements ClientLifecycleEventListener {
  private final Doorway doorway;

  Passages(Doorway doorway) {
    this.doorway = doorway;
  }

  @Override
  public void onMqttConnectionStart(ConnectionStartInput input) {
    // Nobody has proved anything yet.
  }

  @Override
  public void onAuthenticationSuccessful(AuthenticationSuccessfulInput input) {
    doorway.enters(input.getConnectionInformation());
  }

  @Override
  public void onClientInitiatedDisconnect(ClientInitiatedDisconnectInput input) {
    doorway.leaves(input.getConnectionInformation(), false);
  }

  /** Mostly since the device has been silent for too long. */
  @Override
  public void onServerInitiatedDisconnect(ServerInitiatedDisconnectInput input) {
    switch (input.getReasonCode().orElse(DisconnectedReasonCode.UNSPECIFIED_ERROR)) {
      case SESSION_TAKEN_OVER -> doorway.isReplaced(input.getConnectionInformation());
      case SERVER_SHUTTING_DOWN -> doorway.leaves(input.getConnectionInformation(), false);
      default -> doorway.leaves(input.getConnectionInformation(), true);
    }
  }

  @Override
  public void onConnectionLost(ConnectionLostInput input) {
    doorway.leaves(input.getConnectionInformation(), true);
  }

  @Override
  public void onDisconnect(DisconnectEventInput input) {
    doorway.leaves(input.getConnectionInformation(), true);
  }
}
