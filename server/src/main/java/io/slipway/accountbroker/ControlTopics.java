// SPDX-License-Identifier: Apache-2.0
package io.slipway.accountbroker;

import com.hivemq.extension.sdk.api.interceptor.publish.PublishOutboundInterceptor;
import com.hivemq.extension.sdk.api.interceptor.publish.parameter.PublishOutboundInput;
import com.hivemq.extension.sdk.api.interceptor.publish.parameter.PublishOutboundOutput;
import com.hivemq.extension.sdk.api.interceptor.subscribe.SubscribeInboundInterceptor;
import com.hivemq.extension.sdk.api.interceptor.subscribe.parameter.SubscribeInboundInput;
import com.hivemq.extension.sdk.api.interceptor.subscribe.parameter.SubscribeInboundOutput;
import com.hivemq.extension.sdk.api.interceptor.unsubscribe.UnsubscribeInboundInterceptor;
import com.hivemq.extension.sdk.api.interceptor.unsubscribe.parameter.UnsubscribeInboundInput;
import com.hivemq.extension.sdk.api.interceptor.unsubscribe.parameter.UnsubscribeInboundOutput;

/**
 * HiveMQ refuses every publication to a topic that begins with a dollar sign, and control topics
 * do. So inside the broker they have another name; devices see theirs only.
 */
final class ControlTopics
    implements PublishOutboundInterceptor,
        SubscribeInboundInterceptor,
        UnsubscribeInboundInterceptor {
  private static final String INSIDE = "control";

  private final String prefix;

  ControlTopics(String controlPrefix) {
    this.prefix = controlPrefix + "/";
  }

  /** The name inside the broker of a topic or filter. */
  String inside(String topic) {
    return topic.startsWith(prefix) ? INSIDE + topic : topic;
  }

  private String outside(String topic) {
    return topic.startsWith(INSIDE + prefix) ? topic.substring(INSIDE.length()) : topic;
  }

  @Override
  public void onOutboundPublish(PublishOutboundInput input, PublishOutboundOutput output) {
    output.getPublishPacket().setTopic(outside(input.getPublishPacket().getTopic()));
  }

  @Override
  public void onInboundSubscribe(SubscribeInboundInput input, SubscribeInboundOutput output) {
    output
        .getSubscribePacket()
        .getSubscriptions()
        .forEach(s -> s.setTopicFilter(inside(s.getTopicFilter())));
  }

  @Override
  public void onInboundUnsubscribe(UnsubscribeInboundInput input, UnsubscribeInboundOutput output) {
    output
        .getUnsubscribePacket()
        .setTopicFilters(
            input.getUnsubscribePacket().getTopicFilters().stream().map(this::inside).toList());
  }
}
