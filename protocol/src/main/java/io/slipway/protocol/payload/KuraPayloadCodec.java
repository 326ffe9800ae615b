// SPDX-License-Identifier: Apache-2.0
package io.slipway.protocol.payload;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPInputStream;

/** Payloads to bytes and back; bytes may come gzipped, and go out plain. */
public final class KuraPayloadCodec {
  private static final int TIMESTAMP = 1;
  private static final int POSITION = 2;
  private static final int METRIC = 5000;
  private static final int BODY = 5001;

  /** The stream's own default, 4 KiB, would be most of what a payload costs. */
  private static final int BUFFER = 256;

  private KuraPayloadCodec() {}

  public static byte[] encode(KuraPayload payload) {
    int body = payload.body().map(b -> b.length).orElse(0);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(BUFFER + body);
    CodedOutputStream out = CodedOutputStream.newInstance(bytes, BUFFER);
    try {
      if (payload.timestamp().isPresent()) {
        out.writeInt64(TIMESTAMP, payload.timestamp().getAsLong());
      }
      if (payload.position().isPresent()) {
        out.writeByteArray(POSITION, PositionCodec.encode(payload.position().get()));
      }
      for (Metric metric : payload.metrics()) {
        out.writeByteArray(METRIC, MetricCodec.encode(metric));
      }
      if (payload.body().isPresent()) {
        out.writeByteArray(BODY, payload.body().get());
      }
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Throws {@link MalformedPayloadException} where the bytes are no payload or too large a one. */
  public static KuraPayload decode(byte[] bytes, PayloadLimits limits) {
    if (bytes.length > limits.maxBytes()) {
      throw new MalformedPayloadException(
          "payload of " + bytes.length + " bytes, allowed are " + limits.maxBytes());
    }
    try {
      byte[] plain = gzipped(bytes) ? inflated(bytes, limits) : bytes;
      return read(CodedInputStream.newInstance(plain), limits);
    } catch (IOException e) {
      throw new MalformedPayloadException("not a payload: " + e.getMessage(), e);
    }
  }

  private static boolean gzipped(byte[] bytes) {
    return bytes.length > 2 && bytes[0] == (byte) 0x1f && bytes[1] == (byte) 0x8b;
  }

  private static byte[] inflated(byte[] bytes, PayloadLimits limits) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      byte[] plain = in.readNBytes(limits.maxInflatedBytes() + 1);
      if (plain.length > limits.maxInflatedBytes()) {
        throw new MalformedPayloadException(
            "payload inflates to more than " + limits.maxInflatedBytes() + " bytes");
      }
      return plain;
    }
  }

  private static KuraPayload read(CodedInputStream in, PayloadLimits limits) throws IOException {
    KuraPayload.Builder payload = KuraPayload.builder();
    int metrics = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case TIMESTAMP << 3 | WireFormat.WIRETYPE_VARINT -> payload.timestamp(in.readInt64());
        case POSITION << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED ->
            payload.position(PositionCodec.decode(in.readByteArray()));
        case METRIC << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED -> {
          if (++metrics > limits.maxMetrics()) {
            throw new MalformedPayloadException("more than " + limits.maxMetrics() + " metrics");
          }
          int end = in.pushLimit(in.readRawVarint32());
          MetricCodec.decodeInto(payload, in);
          in.popLimit(end);
        }
        case BODY << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED -> payload.body(in.readByteArray());
        default -> {
          payload.unknownFields();
          in.skipField(tag);
        }
      }
    }
    return payload.build();
  }
}
