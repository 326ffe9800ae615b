// SPDX-License-Identifier: Apache-2.0
package io.slipway.protocol.message;

import io.slipway.protocol.payload.KuraPayload;
import io.slipway.protocol.payload.MalformedPayloadException;
import java.util.Optional;

/**
 * A device's answer; the id of the request is in its topic. The body is not copied.
 *
 * @param code 200, 400, 404 or 500
 */
public record Answer(int code, Optional<String> message, Optional<byte[]> body) {
  private static final String CODE = "response.code";
  private static final String MESSAGE = "response.exception.message";
  private static final int OK = 200;

  public static Answer accepted() {
    return new Answer(OK, Optional.empty(), Optional.empty());
  }

  /** With what was asked for. */
  public static Answer accepted(byte[] body) {
    return new Answer(OK, Optional.empty(), Optional.of(body));
  }

  public static Answer refused(int code, String message) {
    return new Answer(code, Optional.of(message), Optional.empty());
  }

  /** Throws {@link MalformedPayloadException}. */
  public static Answer from(KuraPayload payload) {
    int code =
        payload
            .integer(CODE)
            .orElseThrow(() -> new MalformedPayloadException("metric " + CODE + " is missing"));
    return new Answer(code, payload.string(MESSAGE), payload.body());
  }

  public KuraPayload toPayload(long timestamp) {
    KuraPayload.Builder payload = KuraPayload.builder().timestamp(timestamp).metric(CODE, code);
    message.ifPresent(text -> payload.metric(MESSAGE, text));
    body.ifPresent(payload::body);
    return payload.build();
  }

  public boolean ok() {
    return code == OK;
  }
}
