// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import io.slipway.domain.Account;
import io.slipway.domain.Id;
import io.slipway.domain.Right;
import io.slipway.registry.AccountDraft;
import io.slipway.registry.Accounts;
import io.slipway.registry.RefusedException;
import io.slipway.store.AccountFilter;
import io.slipway.store.StoreReader;
import java.util.List;
import java.util.Set;

/** {@code account}, the caller's own one, and {@code accounts}, those below it. */
final class AccountResource implements Routes {
  private static final String OWN = "/v1/account";
  private static final String ALL = "/v1/{scopeId}/accounts";
  private static final String ONE = ALL + "/{accountId}";
  private static final Set<String> SORTABLE = Set.of("name", "createdOn", "modifiedOn");

  private final Access access;
  private final StoreReader store;
  private final Accounts accounts;
  private final Listed<AccountFilter, Account> listed;

  AccountResource(Access access, StoreReader store, Accounts accounts) {
    this.access = access;
    this.store = store;
    this.accounts = accounts;
    this.listed =
        new Listed<>(
            "accountListResult",
            SORTABLE,
            AccountFilter.ALL,
            query ->
                new AccountFilter(
                    query.text("name"), query.text("matchTerm"), query.flag("recursive")),
            (parentId, filter, page) -> store.tenancy().accounts(parentId, filter, page),
            (parentId, filter) -> store.tenancy().countAccounts(parentId, filter));
  }

  @Override
  public void addTo(JavalinDefaultRoutingApi routes) {
    routes.get(OWN, this::own);
    routes.put(OWN, this::editOwn);
    routes.get(ALL, http -> listed.list(http, scope(http), this::view));
    routes.post(ALL, this::create);
    routes.post(ALL + "/_query", http -> listed.query(http, scope(http), this::view));
    routes.post(ALL + "/_count", http -> listed.count(http, scope(http)));
    routes.get(ONE, this::get);
    routes.put(ONE, this::edit);
    routes.delete(ONE, this::delete);
  }

  private void own(Context http) {
    Answers.ok(http, view(own(access.ownCaller(http, Right.ACCOUNT_READ))));
  }

  private Account own(Access.Caller caller) {
    return store.account(caller.scopeId()).orElseThrow();
  }

  /** Until when it lasts is for those above it to say. */
  private void editOwn(Context http) {
    Access.Caller caller = access.ownCaller(http, Right.ACCOUNT_WRITE);
    Account account = own(caller);
    JsonFields body = Bodies.required(http).ignoreEntity().ignore("name", "parentAccountPath");
    int optlock = body.requiredInteger("optlock");
    Account.Details details = AccountJson.own(body, account.details());
    body.end();
    Answers.ok(http, view(accounts.edit(account, caller.actor(), optlock, details)));
  }

  private Id scope(Context http) {
    return access.caller(http, Right.ACCOUNT_READ).scopeId();
  }

  private void create(Context http) {
    Access.Caller caller = access.caller(http, Right.ACCOUNT_WRITE);
    JsonFields body = Bodies.required(http).ignore("type");
    AccountDraft draft = AccountJson.draft(body);
    body.end();
    Answers.created(http, view(accounts.create(caller.scopeId(), caller.actor(), draft)));
  }

  private void get(Context http) {
    Answers.ok(http, view(account(http, access.caller(http, Right.ACCOUNT_READ))));
  }

  private void edit(Context http) {
    Access.Caller caller = access.caller(http, Right.ACCOUNT_WRITE);
    Account account = account(http, caller);
    JsonFields body = Bodies.required(http).ignoreEntity().ignore("name", "parentAccountPath");
    int optlock = body.integer("optlock").orElse(account.audit().optlock());
    Account.Details details = AccountJson.child(body, account.details());
    body.end();
    Answers.ok(http, view(accounts.edit(account, caller.actor(), optlock, details)));
  }

  private void delete(Context http) {
    Access.Caller caller = access.caller(http, Right.ACCOUNT_DELETE);
    accounts.delete(account(http, caller), caller.actor());
    http.status(204);
  }

  /** The account in the path, where it is below the scope, however deep. */
  private Account account(Context http, Access.Caller caller) {
    List<Account> lineage = store.tenancy().lineage(Access.id(http, "accountId", "account"));
    if (lineage.stream().skip(1).noneMatch(a -> a.id().equals(caller.scopeId()))) {
      throw RefusedException.unknown("account " + http.pathParam("accountId"));
    }
    return lineage.get(0);
  }

  private JsonView view(Account account) {
    return AccountJson.view(account, store.tenancy().lineage(account.id()));
  }
}
