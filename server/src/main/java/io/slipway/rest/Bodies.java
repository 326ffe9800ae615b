// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import io.javalin.http.Context;
import io.slipway.registry.RefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Reads what a request carries. */
final class Bodies {
  static final int MAX_BYTES = 1024 * 1024;
  private static final int SMALL_BYTES = 16 * 1024;

  private Bodies() {}

  static JsonFields required(Context http) {
    return required(http, MAX_BYTES);
  }

  /** For those who have not proved yet who they are. */
  static JsonFields small(Context http) {
    return required(http, SMALL_BYTES);
  }

  /** Bytes of any kind, at most so many. */
  static byte[] raw(Context http, int limit) {
    return bytes(http, limit);
  }

  private static JsonFields required(Context http, int limit) {
    byte[] body = bytes(http, limit);
    if (body.length == 0) {
      throw RefusedException.invalid("/", "a body is required");
    }
    return fields(http, body);
  }

  /** The fields of the body, none where there is no body. */
  static JsonFields optional(Context http) {
    byte[] body = bytes(http, MAX_BYTES);
    return body.length == 0
        ? JsonBody.fields("{}".getBytes(StandardCharsets.UTF_8))
        : fields(http, body);
  }

  private static JsonFields fields(Context http, byte[] body) {
    if (!isJson(http.contentType())) {
      throw Problem.ofStatus(415).thrown();
    }
    return JsonBody.fields(body);
  }

  /** The body, which is no longer than that. */
  static byte[] bytes(Context http, int limit) {
    if (http.req().getContentLengthLong() > limit) {
      throw tooLarge(limit);
    }
    try (InputStream in = http.req().getInputStream()) {
      byte[] body = in.readNBytes(limit + 1);
      if (body.length > limit) {
        throw tooLarge(limit);
      }
      return body;
    } catch (IOException cutOff) {
      throw Problem.of(400, "ILLEGAL_ARGUMENT", "the body was cut off or came too slowly").thrown();
    }
  }

  private static Problem.Thrown tooLarge(int limit) {
    return Problem.of(413, "PAYLOAD_TOO_LARGE", "the body is larger than " + limit + " bytes")
        .thrown();
  }

  private static boolean isJson(String contentType) {
    if (contentType == null) {
      return false;
    }
    int parameters = contentType.indexOf(';');
    String type = parameters < 0 ? contentType : contentType.substring(0, parameters);
    return type.strip().toLowerCase(Locale.ROOT).equals(Answers.JSON);
  }
}
