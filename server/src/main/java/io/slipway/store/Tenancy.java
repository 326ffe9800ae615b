// SPDX-License-Identifier: Apache-2.0
package io.slipway.store;

import io.slipway.domain.Account;
import io.slipway.domain.Id;
import io.slipway.domain.User;
import io.slipway.domain.UserCredential;
import io.slipway.domain.UserSession;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Accounts, and who may do what in them. Writes are transactions as those of {@link Store} are, and
 * like them throw {@link StaleException} where {@code optlock} is not one below the given.
 */
public interface Tenancy {

  /** The accounts below one; only its own children, unless the filter is recursive. */
  Page<Account> accounts(Id parentId, AccountFilter filter, PageRequest page);

  long countAccounts(Id parentId, AccountFilter filter);

  void update(Account account);

  /**
   * Deletes an account with its users and endpoints. Throws {@link StaleException} where it still
   * has accounts below it, requests or devices.
   */
  void delete(Account account);

  /** Makes a user. Throws {@link DuplicateException} where the user name is taken. */
  void create(User user);

  /** The same together with his first credential. */
  void create(User user, UserCredential credential);

  void update(User user);

  /** Deletes a user with his credentials and sessions. */
  void delete(User user);

  Optional<User> user(Id userId);

  /** User names are unique in the whole installation. */
  Optional<User> userNamed(String name);

  Page<User> users(Id scopeId, UserFilter filter, PageRequest page);

  long countUsers(Id scopeId, UserFilter filter);

  /** Throws {@link DuplicateException} where a user would have a second password. */
  void create(UserCredential credential);

  void update(UserCredential credential);

  /** Which sessions of a user end: all but those of the login that is named. */
  record Ending(Id userId, Optional<Id> exceptLogin, Instant at) {}

  /** Makes a credential, and ends sessions with it. */
  void create(UserCredential credential, Ending sessions);

  /** Changes a credential, and ends sessions with it. */
  void update(UserCredential credential, Ending sessions);

  void delete(UserCredential credential, Ending sessions);

  Optional<UserCredential> credential(Id credentialId);

  Optional<UserCredential> password(Id userId);

  /** The API key that begins so. */
  Optional<UserCredential> apiKey(String key);

  /** Those of one user, or of all users of the account. */
  Page<UserCredential> credentials(Id scopeId, Optional<Id> userId, PageRequest page);

  long countCredentials(Id scopeId, Optional<Id> userId);

  /** Counts a guess that was wrong, whatever else happens to the credential meanwhile. */
  void countFailure(Id credentialId, Instant at);

  /** Sets the count back. */
  void clearFailures(Id credentialId);

  /** Keeps a session, and forgets some that nobody can use any more. */
  void open(UserSession session);

  /** Puts one session in another's place; false where that has ended meanwhile. */
  boolean replace(UserSession ended, UserSession fresh);

  /**
   * Puts another session in the place of the one that followed one which has ended; false where
   * that has been used or has ended too.
   */
  boolean replaceUnused(UserSession before, UserSession fresh);

  /** Keeps that somebody has come with a session's access token. */
  void use(Id sessionId);

  Optional<UserSession> session(Id sessionId);

  /** Ends all sessions that came of one login. */
  void endLogin(Id loginId, Instant at);

  /** The account and those above it, the root last; empty where there is no such account. */
  List<Account> lineage(Id accountId);
}
