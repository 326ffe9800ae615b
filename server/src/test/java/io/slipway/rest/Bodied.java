// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A JSON body that tests vary field by field. */
record Bodied(JsonNode body) {

  /** The least that a provision request can be asked for with. */
  static Bodied request(String clientId) {
    return of(
        """
        {"type":"provisioningRequestCreator","clientId":"%s","authenticationType":"USER_PASS",
         "username":"user","options":{"activationOptions":
           {"status":"ENABLED","activatesOn":"2026-01-01T00:00:00.000Z"}}}
        """
            .formatted(clientId));
  }

  static Bodied of(String json) {
    return new Bodied(Reply.parse(json));
  }

  /** With the field at a pointer set; the objects above it are made. */
  Bodied with(String pointer, String json) {
    ObjectNode copy = body.deepCopy();
    JsonPointer at = JsonPointer.compile(pointer);
    parent(copy, at).set(at.last().getMatchingProperty(), Reply.parse(json));
    return new Bodied(copy);
  }

  Bodied without(String pointer) {
    ObjectNode copy = body.deepCopy();
    JsonPointer at = JsonPointer.compile(pointer);
    parent(copy, at).remove(at.last().getMatchingProperty());
    return new Bodied(copy);
  }

  String json() {
    return body.toString();
  }

  private static ObjectNode parent(ObjectNode root, JsonPointer at) {
    return at.head().matches() ? root : root.withObject(at.head());
  }
}
