// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Where a device gets an application by HTTPS. It is good for one application in one attempt, as
 * long as that runs: its token follows from the attempt's random seed.
 *
 * @param index of the application in the attempt
 * @param token 32 hex digits
 */
public record DownloadLink(Id requestId, Id executionId, int index, String token) {
  private static final int BYTES = 16;

  /** To the application that is under way. */
  public static DownloadLink of(Execution execution) {
    return of(execution, execution.conversation().delivery().index());
  }

  private static DownloadLink of(Execution execution, int index) {
    return new DownloadLink(
        execution.requestId(), execution.id(), index, token(execution.seed(), index));
  }

  /** Beneath the place of all downloads. */
  public String path() {
    return "/%s/%s/%d/%s".formatted(requestId, executionId, index, token);
  }

  /**
   * Whether it was given out for what this attempt is about now. Its token is not to be guessed.
   */
  public boolean opens(Execution execution) {
    DownloadLink right = of(execution);
    boolean same =
        MessageDigest.isEqual(
            right.token.getBytes(StandardCharsets.US_ASCII),
            token.getBytes(StandardCharsets.US_ASCII));
    return same
        && execution.running()
        && execution.parcel().isPresent()
        && right.path().equals(path());
  }

  private static String token(String seed, int index) {
    byte[] text = (seed + "/link/" + index).getBytes(StandardCharsets.US_ASCII);
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(text);
      return HexFormat.of().formatHex(Arrays.copyOf(hash, BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return "DownloadLink[%s %d]".formatted(executionId, index);
  }
}
