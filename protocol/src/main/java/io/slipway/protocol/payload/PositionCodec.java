// SPDX-License-Identifier: Apache-2.0
package io.slipway.protocol.payload;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The message KuraPosition: six doubles 1 to 6, timestamp 7, satellites 8, status 9. */
final class PositionCodec {
  private static final int DOUBLES = 6;
  private static final int BUFFER = 128;

  private PositionCodec() {}

  static byte[] encode(KuraPosition position) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(BUFFER);
    CodedOutputStream out = CodedOutputStream.newInstance(bytes, BUFFER);
    out.writeDouble(1, position.latitude());
    out.writeDouble(2, position.longitude());
    write(out, 3, position.altitude());
    write(out, 4, position.precision());
    write(out, 5, position.heading());
    write(out, 6, position.speed());
    if (position.timestamp().isPresent()) {
      out.writeInt64(7, position.timestamp().getAsLong());
    }
    if (position.satellites().isPresent()) {
      out.writeInt32(8, position.satellites().getAsInt());
    }
    if (position.status().isPresent()) {
      out.writeInt32(9, position.status().getAsInt());
    }
    out.flush();
    return bytes.toByteArray();
  }

  static KuraPosition decode(byte[] bytes) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(bytes);
    Double[] doubles = new Double[DOUBLES + 1];
    OptionalLong timestamp = OptionalLong.empty();
    OptionalInt satellites = OptionalInt.empty();
    OptionalInt status = OptionalInt.empty();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      int field = WireFormat.getTagFieldNumber(tag);
      int wire = WireFormat.getTagWireType(tag);
      if (field <= DOUBLES && wire == WireFormat.WIRETYPE_FIXED64) {
        doubles[field] = in.readDouble();
      } else if (field == 7 && wire == WireFormat.WIRETYPE_VARINT) {
        timestamp = OptionalLong.of(in.readInt64());
      } else if (field == 8 && wire == WireFormat.WIRETYPE_VARINT) {
        satellites = OptionalInt.of(in.readInt32());
      } else if (field == 9 && wire == WireFormat.WIRETYPE_VARINT) {
        status = OptionalInt.of(in.readInt32());
      } else {
        in.skipField(tag);
      }
    }
    if (doubles[1] == null || doubles[2] == null) {
      throw new MalformedPayloadException("a position without latitude or longitude");
    }
    return new KuraPosition(
        doubles[1],
        doubles[2],
        optional(doubles[3]),
        optional(doubles[4]),
        optional(doubles[5]),
        optional(doubles[6]),
        timestamp,
        satellites,
        status);
  }

  private static void write(CodedOutputStream out, int field, OptionalDouble value)
      throws IOException {
    if (value.isPresent()) {
      out.writeDouble(field, value.getAsDouble());
    }
  }

  private static OptionalDouble optional(Double value) {
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }
}
