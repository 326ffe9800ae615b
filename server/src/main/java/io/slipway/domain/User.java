// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

/** A person or program that may use REST, CLI and console on behalf of an account. */
public record User(Id id, Id scopeId, String name, String passwordVerifier, Audit audit) {
  @Override
  public String toString() {
    return "User[" + name + " of " + scopeId + "]";
  }
}
