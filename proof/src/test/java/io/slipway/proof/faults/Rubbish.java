// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.faults;

import io.slipway.protocol.payload.KuraPayload;
import io.slipway.protocol.payload.KuraPayloadCodec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;

/** Payloads that somebody may send instead of a provision message. */
enum Rubbish {
  NOTHING,
  ZEROS,
  CUT_OFF,
  GZIP_THAT_IS_NONE,
  GZIP_CUT_OFF,
  GZIP_BOMB,
  USERNAME_AS_NUMBER,
  PASSWORD_AS_BYTES,
  NONCE_TOO_SHORT,
  NONCE_AS_TEXT,
  TWO_PASSWORDS,
  TOO_MANY_METRICS;

  private static final int BOMB_MEGABYTES = 200;

  /** Makes it of what a genuine device would say. */
  byte[] instead(KuraPayload genuine) {
    byte[] bytes = KuraPayloadCodec.encode(genuine);
    return switch (this) {
      case NOTHING -> new byte[0];
      case ZEROS -> new byte[1_000];
      case CUT_OFF -> Arrays.copyOf(bytes, bytes.length - 3);
      case GZIP_THAT_IS_NONE -> new byte[] {0x1f, (byte) 0x8b, 8, 1, 2, 3, 4};
      case GZIP_CUT_OFF -> Arrays.copyOf(gzip(bytes, 1), 60);
      case GZIP_BOMB -> gzip(new byte[1 << 20], BOMB_MEGABYTES);
      case USERNAME_AS_NUMBER ->
          encoded(genuine.toBuilder().without("username").metric("username", 7));
      case PASSWORD_AS_BYTES ->
          encoded(genuine.toBuilder().without("password").metric("password", new byte[8]));
      case NONCE_TOO_SHORT ->
          encoded(genuine.toBuilder().without("nonce").metric("nonce", new byte[15]));
      case NONCE_AS_TEXT ->
          encoded(genuine.toBuilder().without("nonce").metric("nonce", "0123456789abcdef"));
      case TWO_PASSWORDS -> encoded(genuine.toBuilder().metric("password", "another"));
      case TOO_MANY_METRICS -> encoded(many(genuine.toBuilder()));
    };
  }

  private static KuraPayload.Builder many(KuraPayload.Builder payload) {
    for (int i = 0; i < 2_000; i++) {
      payload.metric("m" + i, i);
    }
    return payload;
  }

  private static byte[] encoded(KuraPayload.Builder payload) {
    return KuraPayloadCodec.encode(payload.build());
  }

  private static byte[] gzip(byte[] bytes, int times) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      for (int i = 0; i < times; i++) {
        out.write(bytes);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }
}
