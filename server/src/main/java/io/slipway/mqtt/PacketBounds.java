// SPDX-License-Identifier: Apache-2.0
package io.slipway.mqtt;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;

/**
 * Watches the bytes before the decoder keeps any of them: a packet that is too large is noticed by
 * its header, a connection that does not begin with CONNECT by its first byte. It reads along and
 * changes nothing; after a breach, which it tells as {@link Breach}, nothing more is let through.
 */
final class PacketBounds extends ChannelInboundHandlerAdapter {
  private static final int CONNECT = 1;
  private static final int PUBLISH = 3;

  /** Two bytes of length, the name (MQTT or MQIsdp) and the level. */
  private static final int LEVEL_WITHIN = 2 + 6 + 1;

  private static final int MAX_TOPIC = 1024;

  private enum Part {
    TYPE,
    LENGTH,
    HEAD,
    REST
  }

  /** What is wrong with the bytes. */
  record Breach(Ending ending) {}

  private final MqttSettings.Limits limits;
  private byte[] head = new byte[LEVEL_WITHIN];
  private Part part = Part.TYPE;
  private boolean first = true;
  private boolean muted;
  private int type;
  private int lengthDigits;
  private int left;
  private int headSize;
  private long passed;
  private long decoded;

  PacketBounds(MqttSettings.Limits limits) {
    this.limits = limits;
  }

  /**
   * To stand behind the decoder: what has passed whole must come out of it, or it was malformed.
   */
  ChannelHandler decoded() {
    return new ChannelInboundHandlerAdapter() {
      @Override
      public void channelRead(ChannelHandlerContext ctx, Object message) {
        decoded++;
        ctx.fireChannelRead(message);
      }

      @Override
      public void channelReadComplete(ChannelHandlerContext ctx) {
        if (!muted && decoded < passed) {
          breach(ctx, Ending.MALFORMED);
        }
        ctx.fireChannelReadComplete();
      }
    };
  }

  /** Lets nothing more through. */
  void mute() {
    muted = true;
  }

  /** Whether the first packet has passed whole. */
  boolean sawConnect() {
    return !first;
  }

  /** The protocol level in CONNECT, or 0 where that was not read. */
  int protocolLevel() {
    int name = headSize < 2 ? -1 : length(0);
    return name < 0 || headSize <= 2 + name ? 0 : head[2 + name] & 0xFF;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!(message instanceof ByteBuf bytes)) {
      ctx.fireChannelRead(message);
      return;
    }
    if (!muted) {
      try {
        scan(bytes);
      } catch (Violation violation) {
        breach(ctx, violation.ending());
      }
    }
    if (muted) {
      ReferenceCountUtil.release(message);
    } else {
      ctx.fireChannelRead(message);
    }
  }

  private void breach(ChannelHandlerContext ctx, Ending ending) {
    muted = true;
    ctx.fireUserEventTriggered(new Breach(ending));
  }

  private void scan(ByteBuf bytes) {
    int at = bytes.readerIndex();
    while (at < bytes.writerIndex()) {
      switch (part) {
        case TYPE -> type(bytes.getUnsignedByte(at++));
        case LENGTH -> length(bytes.getUnsignedByte(at++), lengthDigits++);
        case HEAD -> at = head(bytes, at);
        case REST -> at = rest(bytes, at);
      }
    }
  }

  private void type(int value) {
    type = value >> 4;
    if (first && type != CONNECT) {
      throw new Violation(Ending.MALFORMED);
    }
    lengthDigits = 0;
    left = 0;
    part = Part.LENGTH;
  }

  private void length(int digit, int position) {
    if (position > 3) {
      throw new Violation(Ending.MALFORMED);
    }
    left += (digit & 0x7F) << (7 * position);
    if ((digit & 0x80) == 0) {
      measure();
    }
  }

  private void measure() {
    int size = 1 + lengthDigits + left;
    if (size > most()) {
      throw new Violation(Ending.PACKET_TOO_LARGE);
    }
    boolean look = first || type == PUBLISH && size > limits.packetBytes();
    part = look ? Part.HEAD : Part.REST;
    if (look) {
      headSize = 0;
      head = first ? head : new byte[2 + MAX_TOPIC];
    }
    finish();
  }

  private int most() {
    if (first) {
      return limits.connectBytes();
    }
    return type == PUBLISH
        ? Math.max(limits.packetBytes(), limits.replyBytes())
        : limits.controlBytes();
  }

  private int head(ByteBuf bytes, int from) {
    int at = from;
    while (at < bytes.writerIndex() && left > 0 && headSize < headWanted()) {
      head[headSize++] = bytes.getByte(at++);
      left--;
    }
    if (left == 0 || headSize == headWanted()) {
      if (!first && !isReply()) {
        throw new Violation(Ending.PACKET_TOO_LARGE);
      }
      part = Part.REST;
      finish();
    }
    return at;
  }

  private int headWanted() {
    if (first) {
      return LEVEL_WITHIN;
    }
    return headSize < 2 ? 2 : Math.min(head.length, 2 + length(0));
  }

  private boolean isReply() {
    if (headSize < 2 || headSize < 2 + length(0)) {
      return false;
    }
    String topic = new String(head, 2, length(0), StandardCharsets.UTF_8);
    String[] levels = topic.split("/", 6);
    return levels.length == 6 && levels[4].equals("REPLY");
  }

  private int length(int at) {
    return (head[at] & 0xFF) << 8 | head[at + 1] & 0xFF;
  }

  private int rest(ByteBuf bytes, int from) {
    int step = Math.min(left, bytes.writerIndex() - from);
    left -= step;
    finish();
    return from + step;
  }

  private void finish() {
    if (left == 0) {
      first = false;
      passed++;
      part = Part.TYPE;
    }
  }
}
