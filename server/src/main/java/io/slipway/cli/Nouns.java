// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import io.slipway.cli.Noun.Column;
import java.util.List;
import java.util.Optional;

/** The nouns that need no list of their own. */
final class Nouns {
  static final Noun ACCOUNT =
      new Noun(
          "account",
          "accounts",
          Optional.of("name"),
          List.of(
              Column.of("NAME", "name"),
              Column.of("ORGANIZATION", "organization.name"),
              Column.of("EMAIL", "organization.email"),
              Column.time("EXPIRES", "expirationDate"),
              Column.of("MAX REQUESTS", "slipway.maxRequests"),
              Column.of("MAX DEVICES", "slipway.maxDevices"),
              Column.of("ID", "id")));

  static final Noun USER =
      new Noun(
          "user",
          "users",
          Optional.of("name"),
          List.of(
              Column.of("NAME", "name"),
              Column.words("ROLES", "slipway.roles"),
              Column.of("STATUS", "status"),
              Column.of("EMAIL", "email"),
              Column.time("EXPIRES", "expirationDate"),
              Column.of("ID", "id")));

  static final Noun CREDENTIAL =
      new Noun(
          "credential",
          "credentials",
          Optional.empty(),
          List.of(
              Column.of("TYPE", "credentialType"),
              Column.of("KEY", "credentialKey"),
              Column.of("STATUS", "status"),
              Column.time("EXPIRES", "expirationDate"),
              Column.of("WRONG GUESSES", "loginFailures"),
              Column.of("USER", "userId"),
              Column.of("ID", "id")));

  static final Noun AUDIT =
      new Noun(
          "audit record",
          "auditRecords",
          Optional.empty(),
          List.of(
              Column.time("TIME", "at"),
              Column.of("WHO", "actor"),
              Column.of("FROM", "source"),
              Column.of("DID", "action"),
              Column.of("TO", "subjectType"),
              Column.of("NAME", "subjectName")));

  private Nouns() {}
}
