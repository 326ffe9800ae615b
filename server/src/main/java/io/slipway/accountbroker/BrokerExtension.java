// SPDX-License-Identifier: Apache-2.0
package io.slipway.accountbroker;

import com.hivemq.extension.sdk.api.ExtensionMain;
import com.hivemq.extension.sdk.api.auth.SimpleAuthenticator;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartOutput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopOutput;
import com.hivemq.extension.sdk.api.services.Services;

/** Hooks the doorway into the broker. */
final class BrokerExtension implements ExtensionMain {
  private final Doorway doorway;

  BrokerExtension(Doorway doorway) {
    this.doorway = doorway;
  }

  @Override
  public void extensionStart(ExtensionStartInput input, ExtensionStartOutput output) {
    Services.interceptorRegistry().setConnectInboundInterceptorProvider(i -> doorway::arrives);
    Services.securityRegistry()
        .setAuthenticatorProvider(i -> (SimpleAuthenticator) doorway::isJudged);
    Services.eventRegistry().setClientLifecycleEventListener(i -> new Passages(doorway));
    Services.initializerRegistry()
        .setClientInitializer(
            (i, context) -> {
              context.addPublishInboundInterceptor(doorway::says);
              context.addPublishOutboundInterceptor(doorway.topics());
              context.addSubscribeInboundInterceptor(doorway.topics());
              context.addUnsubscribeInboundInterceptor(doorway.topics());
            });
  }

  @Override
  public void extensionStop(ExtensionStopInput input, ExtensionStopOutput output) {
    // The broker takes its hooks down itself.
  }
}
