// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/** A tenant. Accounts form a tree; only the root has no parent. */
public record Account(Id id, Optional<Id> parentId, String name, Details details, Audit audit) {

  /**
   * What may be changed of an account.
   *
   * @param expiresOn from when on its users are refused; its devices are not
   * @param reprovision what holds for requests that do not say it when they are made
   */
  public record Details(
      Optional<String> description,
      Optional<Organization> organization,
      Optional<Instant> expiresOn,
      Quotas quotas,
      Optional<Reprovision> reprovision) {
    public static final Details NONE =
        new Details(
            Optional.empty(), Optional.empty(), Optional.empty(), Quotas.NONE, Optional.empty());
  }

  /**
   * How many the account may have at most; what is empty is not limited.
   *
   * @param requests provision requests, in whatever state
   * @param devices registered devices and, of those to come, one for each client id ordered
   */
  public record Quotas(OptionalInt requests, OptionalInt devices) {
    public static final Quotas NONE = new Quotas(OptionalInt.empty(), OptionalInt.empty());
  }

  /** An account of which no more is known than its name. */
  public Account(Id id, Optional<Id> parentId, String name, Audit audit) {
    this(id, parentId, name, Details.NONE, audit);
  }

  public Account with(Details changed, Audit changedBy) {
    return new Account(id, parentId, name, changed, changedBy);
  }

  /**
   * What holds for a request that does not say it itself; one without an activation key never runs
   * again by itself.
   */
  public RequestOptions.Extra usual(boolean strong) {
    return details
        .reprovision()
        .filter(policy -> policy != Reprovision.ALWAYS || strong)
        .map(RequestOptions.Extra.DEFAULT::with)
        .orElse(RequestOptions.Extra.DEFAULT);
  }

  /** Whether its users are let in. */
  public boolean open(Instant at) {
    return details.expiresOn().filter(e -> !at.isBefore(e)).isEmpty();
  }
}
