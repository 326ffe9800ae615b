// SPDX-License-Identifier: Apache-2.0
package io.slipway.protocol.message;

import io.slipway.protocol.payload.MalformedPayloadException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** Sixteen random bytes of the device that every request of a run carries inside its signature. */
public record Nonce(String hex) {
  public static final int BYTES = 16;

  private static final Pattern HEX = Pattern.compile("[0-9a-f]{32}");

  public Nonce {
    if (!HEX.matcher(hex).matches()) {
      throw new IllegalArgumentException("a nonce is 32 hex digits");
    }
  }

  /** Throws {@link MalformedPayloadException} where there are not exactly sixteen bytes. */
  public static Nonce of(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new MalformedPayloadException("nonce must have 16 bytes, not " + bytes.length);
    }
    return new Nonce(HexFormat.of().formatHex(bytes));
  }

  public byte[] bytes() {
    return HexFormat.of().parseHex(hex);
  }
}
