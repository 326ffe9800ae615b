// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

import io.slipway.domain.Account;
import io.slipway.domain.Actor;
import io.slipway.domain.Audit;
import io.slipway.domain.AuditRecord.Subject;
import io.slipway.domain.Id;
import io.slipway.domain.Organization;
import io.slipway.security.IdSource;
import io.slipway.store.AccountFilter;
import io.slipway.store.DeviceFilter;
import io.slipway.store.DuplicateException;
import io.slipway.store.RequestFilter;
import io.slipway.store.StaleException;
import io.slipway.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What administrators do to accounts. */
public final class Accounts {
  /** Names are parts of MQTT topics. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,254}");

  /** Accounts below the root, above the one to be made. */
  private static final int DEEPEST = 16;

  private static final Set<Id> BUILT_IN = Set.of(Id.ROOT_ACCOUNT, Id.PROVISION_ACCOUNT);

  private final Store store;
  private final IdSource ids;
  private final AuditTrail trail;

  public Accounts(Store store, IdSource ids, AuditTrail trail) {
    this.store = store;
    this.ids = ids;
    this.trail = trail;
  }

  /** Makes an account below another. */
  public Account create(Id parentId, Actor by, AccountDraft draft) {
    if (!NAME.matcher(draft.name()).matches()) {
      throw RefusedException.invalid(
          "/name",
          "must be 1 to 255 letters, digits, hyphens, dots and underscores, the first of them a"
              + " letter or digit");
    }
    check(draft.details());
    if (store.tenancy().lineage(parentId).size() > DEEPEST) {
      throw RefusedException.conflict("accounts can be nested at most " + DEEPEST + " deep");
    }
    Account account =
        new Account(
            ids.next(),
            Optional.of(parentId),
            draft.name(),
            draft.details(),
            Audit.created(trail.now(), by.id()));
    try {
      trail.recording(by, parentId, "created", subject(account)).create(account);
    } catch (DuplicateException taken) {
      throw RefusedException.duplicate(taken);
    }
    return account;
  }

  /**
   * Changes what is known of an account.
   *
   * @param optlock of what the change was decided on
   */
  public Account edit(Account account, Actor by, int optlock, Account.Details details) {
    check(details);
    if (optlock != account.audit().optlock()) {
      throw RefusedException.stale();
    }
    Account edited = account.with(details, account.audit().modified(trail.now(), by.id()));
    try {
      trail.recording(by, account.id(), "changed", subject(account)).tenancy().update(edited);
    } catch (StaleException stale) {
      throw RefusedException.stale();
    }
    return edited;
  }

  /** Deletes an account that nothing depends on, with its users and endpoints. */
  public void delete(Account account, Actor by) {
    if (BUILT_IN.contains(account.id())) {
      throw RefusedException.conflict("this account belongs to the installation itself");
    }
    List<String> left = new ArrayList<>();
    count(left, store.tenancy().countAccounts(account.id(), AccountFilter.ALL), "accounts below");
    count(left, store.countRequests(account.id(), RequestFilter.ALL), "provision requests");
    count(left, store.countDevices(account.id(), DeviceFilter.ALL), "devices");
    if (!left.isEmpty()) {
      throw RefusedException.conflict(
          "account %s still has %s: delete these first"
              .formatted(account.name(), String.join(", ", left)));
    }
    try {
      Id parent = account.parentId().orElseThrow();
      trail.recording(by, parent, "deleted", subject(account)).tenancy().delete(account);
    } catch (StaleException stale) {
      throw RefusedException.stale();
    }
  }

  private static void count(List<String> left, long count, String what) {
    if (count > 0) {
      left.add(count + " " + what);
    }
  }

  private static void check(Account.Details details) {
    details.description().ifPresent(d -> TextRules.text("/description", d));
    details.organization().ifPresent(Accounts::check);
  }

  private static void check(Organization organization) {
    TextRules.name("/organization/name", organization.name());
    TextRules.email("/organization/email", organization.email());
    organization.personName().ifPresent(t -> TextRules.text("/organization/personName", t));
    organization.phoneNumber().ifPresent(t -> TextRules.text("/organization/phoneNumber", t));
    Organization.Address address = organization.address();
    address.line1().ifPresent(t -> TextRules.text("/organization/addressLine1", t));
    address.line2().ifPresent(t -> TextRules.text("/organization/addressLine2", t));
    address.line3().ifPresent(t -> TextRules.text("/organization/addressLine3", t));
    address.zipPostCode().ifPresent(t -> TextRules.text("/organization/zipPostCode", t));
    address.city().ifPresent(t -> TextRules.text("/organization/city", t));
    address
        .stateProvinceCounty()
        .ifPresent(t -> TextRules.text("/organization/stateProvinceCounty", t));
    address.country().ifPresent(t -> TextRules.text("/organization/country", t));
  }

  private static Subject subject(Account account) {
    return new Subject("account", account.id(), account.name());
  }
}
