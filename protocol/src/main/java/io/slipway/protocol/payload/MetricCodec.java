// SPDX-License-Identifier: Apache-2.0
package io.slipway.protocol.payload;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** The message KuraMetric: name 1, type 2, and the value in the one field of its type, 3 to 9. */
final class MetricCodec {
  private static final int NAME = 1;
  private static final int TYPE = 2;
  private static final int FIRST_VALUE = 3;
  private static final int BUFFER = 64;

  private MetricCodec() {}

  static byte[] encode(Metric metric) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(BUFFER);
    CodedOutputStream out = CodedOutputStream.newInstance(bytes, BUFFER);
    MetricValue value = metric.value();
    int field = FIRST_VALUE + value.typeNumber();
    out.writeString(NAME, metric.name());
    out.writeEnum(TYPE, value.typeNumber());
    if (value instanceof MetricValue.OfDouble v) {
      out.writeDouble(field, v.value());
    } else if (value instanceof MetricValue.OfFloat v) {
      out.writeFloat(field, v.value());
    } else if (value instanceof MetricValue.OfLong v) {
      out.writeInt64(field, v.value());
    } else if (value instanceof MetricValue.OfInt v) {
      out.writeInt32(field, v.value());
    } else if (value instanceof MetricValue.OfBool v) {
      out.writeBool(field, v.value());
    } else if (value instanceof MetricValue.OfString v) {
      out.writeString(field, v.value());
    } else if (value instanceof MetricValue.OfBytes v) {
      out.writeByteArray(field, v.value());
    }
    out.flush();
    return bytes.toByteArray();
  }

  /** Reads up to the limit that {@code in} has. */
  static void decodeInto(KuraPayload.Builder payload, CodedInputStream in) throws IOException {
    String name = null;
    int type = -1;
    MetricValue value = null;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      int field = WireFormat.getTagFieldNumber(tag);
      if (field == NAME && wire(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
        name = in.readStringRequireUtf8();
      } else if (field == TYPE && wire(tag) == WireFormat.WIRETYPE_VARINT) {
        type = in.readEnum();
      } else if (field >= FIRST_VALUE && field <= FIRST_VALUE + 6) {
        if (value != null) {
          throw new MalformedPayloadException("metric " + name + " has two values");
        }
        value = value(in, tag, field - FIRST_VALUE);
      } else {
        payload.unknownFields();
        in.skipField(tag);
      }
    }
    payload.metric(checked(name, type, value));
  }

  private static Metric checked(String name, int type, MetricValue value) {
    if (name == null || type < 0) {
      throw new MalformedPayloadException("a metric without name or type");
    }
    if (value == null || value.typeNumber() != type) {
      throw new MalformedPayloadException(
          "metric " + name + " has no value of the type that it states");
    }
    return new Metric(name, value);
  }

  private static MetricValue value(CodedInputStream in, int tag, int type) throws IOException {
    int expected =
        switch (type) {
          case 0 -> WireFormat.WIRETYPE_FIXED64;
          case 1 -> WireFormat.WIRETYPE_FIXED32;
          case 2, 3, 4 -> WireFormat.WIRETYPE_VARINT;
          default -> WireFormat.WIRETYPE_LENGTH_DELIMITED;
        };
    if (wire(tag) != expected) {
      throw new MalformedPayloadException("a metric's value is encoded as another type");
    }
    return switch (type) {
      case 0 -> new MetricValue.OfDouble(in.readDouble());
      case 1 -> new MetricValue.OfFloat(in.readFloat());
      case 2 -> new MetricValue.OfLong(in.readInt64());
      case 3 -> new MetricValue.OfInt(in.readInt32());
      case 4 -> new MetricValue.OfBool(in.readBool());
      case 5 -> new MetricValue.OfString(in.readStringRequireUtf8());
      default -> new MetricValue.OfBytes(in.readByteArray());
    };
  }

  private static int wire(int tag) {
    return WireFormat.getTagWireType(tag);
  }
}
