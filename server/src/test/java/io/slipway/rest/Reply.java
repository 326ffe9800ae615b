// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;

/** An answer of the server, with its body as JSON. */
record Reply(int status, JsonNode json, String text, HttpResponse<String> http) {
  private static final JsonMapper MAPPER = new JsonMapper();

  static Reply of(HttpResponse<String> http) {
    boolean json = http.headers().firstValue("Content-Type").orElse("").contains("json");
    return new Reply(http.statusCode(), parse(json ? http.body() : ""), http.body(), http);
  }

  static JsonNode parse(String json) {
    try {
      return json.isEmpty() ? MissingNode.getInstance() : MAPPER.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The text at a JSON pointer, empty where there is nothing. */
  String at(String pointer) {
    return json.at(pointer).asText();
  }

  Reply is(int expected) {
    assertThat(status).as(text).isEqualTo(expected);
    return this;
  }

  /** A refusal of one field. */
  Reply refuses(String field) {
    is(400);
    assertThat(at("/argumentName")).as(text).isEqualTo(field);
    assertThat(at("/message")).startsWith(field + ": ");
    return this;
  }

  Reply isProblem(int expected, String code) {
    is(expected);
    assertThat(at("/kapuaErrorCode")).as(text).isEqualTo(code);
    assertThat(json.at("/httpErrorCode").asInt()).isEqualTo(expected);
    assertThat(at("/type")).endsWith("xceptionInfo");
    return this;
  }
}
