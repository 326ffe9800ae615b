// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import io.slipway.cli.Noun.Column;
import io.slipway.cli.Noun.RestList;
import java.util.List;

/** What there is of certificates, and how it is shown. */
final class TrustNouns {
  static final Noun CERTIFICATE =
      new Noun(
          "certificate",
          "certificates",
          "id",
          Finder.byId(),
          RestList.PLAIN.sortable("createdOn", "certificateId").within(Nouns.DEVICE),
          List.of(
              Column.time("ISSUED", "createdOn"),
              Column.time("VALID UNTIL", "slipway.notAfter"),
              Column.time("REVOKED", "slipway.revokedOn"),
              Column.of("WHY", "slipway.revocationCause"),
              Column.of("SERIAL", "slipway.serial"),
              Column.of("ID", "id")));

  static final Noun AUTHORITY =
      new Noun(
          "authority",
          "certificateAuthorities",
          "fingerprint",
          Finder.inPath(),
          RestList.whole("items"),
          List.of(
              Column.of("FOR", "purpose"),
              Column.of("SOURCE", "source"),
              Column.of("STATE", "state"),
              Column.of("SUBJECT", "subject"),
              Column.time("VALID UNTIL", "notAfter"),
              Column.of("FINGERPRINT", "fingerprint")));

  static final Noun RENEWAL =
      new Noun(
          "renewal",
          "certificateRenewals",
          "id",
          Finder.byParameter("clientId"),
          RestList.PLAIN
              .filters(
                  Filter.word(
                      "--state",
                      "state",
                      "Only these: waiting, approved, rejected or used.",
                      "waiting",
                      "approved",
                      "rejected",
                      "used"))
              .sortable("askedOn"),
          List.of(
              Column.of("CLIENT ID", "clientId"),
              Column.of("STATE", "state"),
              Column.time("EXPIRED", "expiredOn"),
              Column.time("ENDS", "endsOn"),
              Column.time("ASKED", "createdOn"),
              Column.of("ADDRESS", "source"),
              Column.of("ID", "id")));

  static final Noun MANUFACTURER =
      new Noun(
          "manufacturer",
          "manufacturerAuthorities",
          "id",
          Finder.byParameter("name"),
          RestList.PLAIN,
          List.of(
              Column.of("NAME", "name"),
              Column.of("SUBJECT", "subject"),
              Column.time("VALID UNTIL", "notAfter"),
              Column.of("CRL POLICY", "crlPolicy"),
              Column.time("NEXT CRL", "crlNextUpdate"),
              Column.yes("OUTDATED", "crlOutdated"),
              Column.of("SHA-256", "fingerprint"),
              Column.of("ID", "id")));

  private TrustNouns() {}
}
