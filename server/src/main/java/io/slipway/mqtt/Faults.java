// SPDX-License-Identifier: Apache-2.0
package io.slipway.mqtt;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import org.slf4j.Logger;

/** Tells what peers and networks do, which is daily, from what is wrong with us. */
final class Faults {
  private Faults() {}

  static boolean isTheNetworks(Throwable cause) {
    return cause instanceof IOException || cause instanceof DecoderException;
  }

  static void log(Logger log, ChannelHandlerContext ctx, Throwable cause) {
    if (isTheNetworks(cause)) {
      log.debug("{} breaks off: {}", ctx.channel().id(), cause.toString());
    } else {
      log.warn("{} ends by a fault", ctx.channel().id(), cause);
    }
  }
}
