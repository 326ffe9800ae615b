// SPDX-License-Identifier: Apache-2.0
package io.slipway.protocol.message;

import io.slipway.protocol.payload.KuraPayload;
import io.slipway.protocol.payload.MalformedPayloadException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A device's answer; the id of the request is in its topic. The body is not copied.
 *
 * @param code 200, 400, 404 or 500
 * @param offset how much of an application is there, which is where to go on
 */
public record Answer(
    int code, Optional<String> message, Optional<byte[]> body, OptionalLong offset) {
  private static final String CODE = "response.code";
  private static final String MESSAGE = "response.exception.message";
  private static final String OFFSET = "offset";
  private static final int OK = 200;
  private static final int WRONG = 400;

  /** Where no application is meant. */
  public Answer(int code, Optional<String> message, Optional<byte[]> body) {
    this(code, message, body, OptionalLong.empty());
  }

  public static Answer accepted() {
    return new Answer(OK, Optional.empty(), Optional.empty());
  }

  /** So much of an application is there. */
  public static Answer accepted(long offset) {
    return new Answer(OK, Optional.empty(), Optional.empty(), OptionalLong.of(offset));
  }

  /** The part of an application does not go on where the device is. */
  public static Answer elsewhere(long offset) {
    String text = "go on at " + offset;
    return new Answer(WRONG, Optional.of(text), Optional.empty(), OptionalLong.of(offset));
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
    return new Answer(code, payload.string(MESSAGE), payload.body(), payload.longValue(OFFSET));
  }

  public KuraPayload toPayload(long timestamp) {
    KuraPayload.Builder payload = KuraPayload.builder().timestamp(timestamp).metric(CODE, code);
    message.ifPresent(text -> payload.metric(MESSAGE, text));
    body.ifPresent(payload::body);
    offset.ifPresent(there -> payload.metric(OFFSET, there));
    return payload.build();
  }

  public boolean ok() {
    return code == OK;
  }
}
