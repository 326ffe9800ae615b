// SPDX-License-Identifier: Apache-2.0
package io.slipway.protocol.message;

import io.slipway.protocol.payload.KuraPayload;
import io.slipway.protocol.payload.MalformedPayloadException;
import java.util.OptionalInt;

/**
 * What a device tells of work that takes long (protocol, section 3, {@code NOTIFY}).
 *
 * @param step what it is at, a short word
 * @param percent 0 to 100, where that is known
 * @param message for people
 */
public record Progress(String step, OptionalInt percent, String message) {
  /** Application, verb and resource. */
  public static final String APP = "PROVISION-V1";

  public static final String RESOURCE = "progress";

  private static final String STEP = "step";
  private static final String PERCENT = "percent";
  private static final String MESSAGE = "message";
  private static final int ALL = 100;

  /** Throws {@link MalformedPayloadException}. */
  public static Progress from(KuraPayload payload) {
    OptionalInt percent = payload.integer(PERCENT);
    if (percent.orElse(0) < 0 || percent.orElse(0) > ALL) {
      throw new MalformedPayloadException("percent must be from 0 to 100");
    }
    return new Progress(
        Metrics.required(payload, STEP), percent, payload.string(MESSAGE).orElse(""));
  }

  public KuraPayload toPayload(long timestamp) {
    KuraPayload.Builder payload = KuraPayload.builder().timestamp(timestamp).metric(STEP, step);
    percent.ifPresent(p -> payload.metric(PERCENT, p));
    return payload.metric(MESSAGE, message).build();
  }
}
