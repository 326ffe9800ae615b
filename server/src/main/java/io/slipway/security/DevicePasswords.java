// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import io.slipway.protocol.message.Secret;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** The passwords of devices at their account's broker, derived as protocol section 4 says. */
public final class DevicePasswords {
  private static final String LABEL = "slipway-device-password-v1";
  private static final byte[] ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
          .getBytes(java.nio.charset.StandardCharsets.US_ASCII);

  /** The first byte that would make some letters likelier than others. */
  private static final int UNFAIR = 248;

  private final MasterKey masterKey;

  public DevicePasswords(MasterKey masterKey) {
    this.masterKey = masterKey;
  }

  /**
   * @param kid the master key that was the newest when the generation began
   * @param length 12 to 255
   */
  public Secret derive(String kid, long requestId, int generation, int length) {
    byte[] context =
        ByteBuffer.allocate(Long.BYTES + Integer.BYTES)
            .putLong(requestId)
            .putInt(generation)
            .array();
    // Of 256 bytes eight are skipped on average; twice the length and a margin is ample. A longer
    // expansion begins with the same bytes, so asking for more changes nothing.
    byte[] stream = masterKey.derive(kid, LABEL, context, 2 * length + 64);
    byte[] password = new byte[length];
    int filled = 0;
    for (int i = 0; filled < length; i++) {
      int value = Byte.toUnsignedInt(stream[i]);
      if (value < UNFAIR) {
        password[filled++] = ALPHABET[value % ALPHABET.length];
      }
    }
    Secret secret = Secret.of(password);
    Arrays.fill(password, (byte) 0);
    return secret;
  }
}
