// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import io.slipway.domain.Account;
import io.slipway.domain.Id;
import io.slipway.domain.User;
import io.slipway.domain.UserCredential;
import io.slipway.domain.UserSession;
import io.slipway.store.AccountFilter;
import io.slipway.store.Page;
import io.slipway.store.PageRequest;
import io.slipway.store.Tenancy;
import io.slipway.store.UserFilter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** Accounts and users over JDBC. */
final class JdbcTenancy implements Tenancy {
  private final JdbcStore store;

  JdbcTenancy(JdbcStore store) {
    this.store = store;
  }

  @Override
  public Page<Account> accounts(Id parentId, AccountFilter filter, PageRequest page) {
    return store.read(sql -> Accounts.page(sql, parentId, filter, page));
  }

  @Override
  public long countAccounts(Id parentId, AccountFilter filter) {
    return store.read(sql -> Accounts.count(sql, parentId, filter));
  }

  @Override
  public List<Account> lineage(Id accountId) {
    return store.read(sql -> Accounts.lineage(sql, accountId));
  }

  @Override
  public void update(Account account) {
    store.write(sql -> Accounts.update(sql, account));
  }

  @Override
  public void delete(Account account) {
    store.write(sql -> Accounts.delete(sql, account));
  }

  @Override
  public void create(User user) {
    store.write(sql -> Users.create(sql, user));
  }

  @Override
  public void create(User user, UserCredential credential) {
    store.write(
        sql -> {
          Users.create(sql, user);
          UserCredentials.create(sql, credential);
        });
  }

  @Override
  public void update(User user) {
    store.write(sql -> Users.update(sql, user));
  }

  @Override
  public void delete(User user) {
    store.write(sql -> Users.delete(sql, user));
  }

  @Override
  public Optional<User> user(Id userId) {
    return store.read(sql -> Users.first(sql, Accounts.byId(userId)));
  }

  @Override
  public Optional<User> userNamed(String name) {
    return store.read(sql -> Users.first(sql, Accounts.byName(name)));
  }

  @Override
  public Page<User> users(Id scopeId, UserFilter filter, PageRequest page) {
    return store.read(sql -> Users.page(sql, scopeId, filter, page));
  }

  @Override
  public long countUsers(Id scopeId, UserFilter filter) {
    return store.read(sql -> Users.count(sql, scopeId, filter));
  }

  @Override
  public void create(UserCredential credential) {
    store.write(sql -> UserCredentials.create(sql, credential));
  }

  @Override
  public void update(UserCredential credential) {
    store.write(sql -> UserCredentials.update(sql, credential));
  }

  @Override
  public void create(UserCredential credential, Ending sessions) {
    ending(sessions, sql -> UserCredentials.create(sql, credential));
  }

  @Override
  public void update(UserCredential credential, Ending sessions) {
    ending(sessions, sql -> UserCredentials.update(sql, credential));
  }

  @Override
  public void delete(UserCredential credential, Ending sessions) {
    ending(sessions, sql -> UserCredentials.delete(sql, credential));
  }

  private void ending(Ending sessions, Change change) {
    store.write(
        sql -> {
          change.apply(sql);
          UserSessions.endAll(sql, sessions);
        });
  }

  @Override
  public Optional<UserCredential> credential(Id credentialId) {
    return store.read(sql -> UserCredentials.byId(sql, credentialId));
  }

  @Override
  public Optional<UserCredential> password(Id userId) {
    return store.read(sql -> UserCredentials.password(sql, userId));
  }

  @Override
  public Optional<UserCredential> apiKey(String key) {
    return store.read(sql -> UserCredentials.apiKey(sql, key));
  }

  @Override
  public Page<UserCredential> credentials(Id scopeId, Optional<Id> userId, PageRequest page) {
    return store.read(sql -> UserCredentials.page(sql, scopeId, userId, page));
  }

  @Override
  public long countCredentials(Id scopeId, Optional<Id> userId) {
    return store.read(sql -> UserCredentials.count(sql, scopeId, userId));
  }

  @Override
  public void countFailure(Id credentialId, Instant at) {
    store.write(sql -> UserCredentials.countFailure(sql, credentialId, at));
  }

  @Override
  public void clearFailures(Id credentialId) {
    store.write(sql -> UserCredentials.clearFailures(sql, credentialId));
  }

  @Override
  public void open(UserSession session) {
    store.write(sql -> UserSessions.open(sql, session));
  }

  @Override
  public boolean replace(UserSession ended, UserSession fresh) {
    return openedWhere(sql -> UserSessions.end(sql, ended.id(), fresh.createdOn()) == 1, fresh);
  }

  @Override
  public boolean replaceUnused(UserSession before, UserSession fresh) {
    return openedWhere(sql -> UserSessions.endUnused(sql, before, fresh.createdOn()) == 1, fresh);
  }

  /** Opens a session in the transaction that it must have a place in. */
  private boolean openedWhere(Readers.Query<Boolean> place, UserSession fresh) {
    AtomicBoolean opened = new AtomicBoolean();
    store.write(
        sql -> {
          opened.set(place.run(sql));
          if (opened.get()) {
            UserSessions.open(sql, fresh);
          }
        });
    return opened.get();
  }

  @Override
  public void use(Id sessionId) {
    store.write(sql -> UserSessions.use(sql, sessionId));
  }

  @Override
  public Optional<UserSession> session(Id sessionId) {
    return store.read(sql -> UserSessions.byId(sql, sessionId));
  }

  @Override
  public void endLogin(Id loginId, Instant at) {
    store.write(sql -> UserSessions.endLogin(sql, loginId, at));
  }
}
