// SPDX-License-Identifier: Apache-2.0
package io.slipway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.domain.Account;
import io.slipway.domain.Actor;
import io.slipway.domain.Audit;
import io.slipway.domain.AuditRecord;
import io.slipway.domain.Id;
import io.slipway.domain.Organization;
import io.slipway.domain.Reprovision;
import io.slipway.domain.Role;
import io.slipway.domain.User;
import io.slipway.domain.UserCredential;
import io.slipway.domain.UserSession;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store holds to: accounts, their users, what these did. */
public abstract class TenancyContract {
  private final Samples samples = new Samples();
  private Store store;
  private Tenancy tenancy;
  private Account acme;

  /** An empty store. */
  protected abstract Store openStore() throws Exception;

  @BeforeEach
  void open() throws Exception {
    store = openStore();
    tenancy = store.tenancy();
    acme = account("acme", Optional.empty());
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void account_isChangedOnlyFromTheVersionThatWasRead() {
    Account.Details details =
        new Account.Details(
            Optional.of("all of them"),
            Optional.of(organization()),
            Optional.of(Samples.NOW),
            new Account.Quotas(OptionalInt.of(5), OptionalInt.empty()),
            Optional.of(Reprovision.NEVER));
    Account changed =
        acme.with(details, acme.audit().modified(Samples.NOW.plusSeconds(1), samples.id()));
    tenancy.update(changed);
    assertThat(store.account(acme.id())).contains(changed);
    assertThatThrownBy(() -> tenancy.update(changed)).isInstanceOf(StaleException.class);
  }

  @Test
  void accounts_areListedBelowTheirParentOrDeeper() {
    Account north = account("acme-north", Optional.of(acme));
    Account pole = account("acme-pole", Optional.of(north));
    account("other", Optional.empty());
    AccountFilter recursive = new AccountFilter(Optional.empty(), Optional.empty(), true);
    assertThat(accounts(acme, AccountFilter.ALL)).containsExactly(north);
    assertThat(accounts(acme, recursive)).containsExactlyInAnyOrder(north, pole);
    assertThat(tenancy.countAccounts(acme.id(), recursive)).isEqualTo(2);
    assertThat(accounts(acme, new AccountFilter(Optional.of("acme-pole"), Optional.empty(), true)))
        .containsExactly(pole);
    assertThat(tenancy.lineage(pole.id())).containsExactly(pole, north, acme);
    assertThat(tenancy.lineage(samples.id())).isEmpty();
  }

  @Test
  void account_isDeletedWithItsUsersButNotWithWhatCounts() {
    Account north = account("acme-north", Optional.of(acme));
    User anna = user(north, "anna");
    assertThatThrownBy(() -> tenancy.delete(acme)).isInstanceOf(StaleException.class);
    store.create(samples.request(north.id(), "dev-1"));
    assertThatThrownBy(() -> tenancy.delete(north)).isInstanceOf(StaleException.class);
    assertThat(tenancy.user(anna.id())).isPresent();
    Account south = account("acme-south", Optional.of(acme));
    User bob = user(south, "bob");
    tenancy.delete(south);
    assertThat(store.account(south.id())).isEmpty();
    assertThat(tenancy.user(bob.id())).isEmpty();
  }

  @Test
  void user_isFoundByIdAndName() {
    User anna = user(acme, "anna");
    assertThat(tenancy.user(anna.id())).contains(anna);
    assertThat(tenancy.userNamed("anna")).contains(anna);
    assertThat(tenancy.userNamed("Anna")).isEmpty();
  }

  @Test
  void user_ofTakenNameOrMissingAccount_isRefused() {
    Account other = account("other", Optional.empty());
    user(acme, "anna");
    assertThatThrownBy(() -> user(other, "anna")).isInstanceOf(DuplicateException.class);
    assertThatThrownBy(() -> tenancy.create(samples.user(samples.id(), "bob")))
        .isInstanceOf(StaleException.class);
    assertThat(tenancy.userNamed("bob")).isEmpty();
  }

  @Test
  void user_isChangedOnlyFromTheVersionThatWasRead() {
    User anna = user(acme, "anna");
    User.Details details =
        new User.Details(
            false,
            Optional.of("Anna"),
            Optional.of("d"),
            Optional.of("a@b.example"),
            Optional.of("1"),
            Optional.of(Samples.NOW));
    User changed =
        anna.with(
            Set.of(Role.AUDITOR, Role.VIEWER),
            details,
            anna.audit().modified(Samples.NOW, samples.id()));
    tenancy.update(changed);
    assertThat(tenancy.user(anna.id())).contains(changed);
    assertThatThrownBy(() -> tenancy.update(changed)).isInstanceOf(StaleException.class);
  }

  @Test
  void users_areListedByTheBeginningOfTheirNames() {
    User anna = user(acme, "anna");
    User anne = user(acme, "anne");
    user(acme, "bob");
    user(account("other", Optional.empty()), "ann-elsewhere");
    UserFilter ann = new UserFilter(Optional.empty(), Optional.of("ann"));
    assertThat(tenancy.users(acme.id(), ann, PageRequest.FIRST).items())
        .containsExactlyInAnyOrder(anna, anne);
    assertThat(tenancy.countUsers(acme.id(), ann)).isEqualTo(2);
    assertThat(tenancy.countUsers(acme.id(), UserFilter.ALL)).isEqualTo(3);
  }

  @Test
  void credentials_areOnePasswordAndAnyNumberOfKeys() {
    User anna = user(acme, "anna");
    UserCredential password = credential(anna, "");
    UserCredential one = credential(anna, "key-1");
    UserCredential two = credential(anna, "key-2");
    assertThatThrownBy(() -> credential(anna, "")).isInstanceOf(DuplicateException.class);
    assertThat(tenancy.password(anna.id())).contains(password);
    assertThat(tenancy.apiKey("key-2")).contains(two);
    assertThat(tenancy.apiKey("")).isEmpty();
    assertThat(tenancy.credentials(acme.id(), Optional.of(anna.id()), PageRequest.FIRST).items())
        .containsExactlyInAnyOrder(password, one, two);
    assertThat(tenancy.countCredentials(acme.id(), Optional.empty())).isEqualTo(3);
    assertThat(tenancy.countCredentials(acme.id(), Optional.of(samples.id()))).isZero();
    Tenancy.Ending sessions = new Tenancy.Ending(anna.id(), Optional.empty(), Samples.NOW);
    tenancy.delete(one, sessions);
    assertThat(tenancy.credential(one.id())).isEmpty();
    assertThatThrownBy(() -> tenancy.delete(one, sessions)).isInstanceOf(StaleException.class);
  }

  @Test
  void failures_areCountedWhoeverChangesTheCredentialMeanwhile() {
    UserCredential password = credential(user(acme, "anna"), "");
    tenancy.countFailure(password.id(), Samples.NOW);
    tenancy.countFailure(password.id(), Samples.NOW.plusSeconds(9));
    UserCredential counted = tenancy.credential(password.id()).orElseThrow();
    assertThat(counted.failures())
        .isEqualTo(new UserCredential.Failures(2, Optional.of(Samples.NOW)));
    assertThat(counted.audit()).isEqualTo(password.audit());
    tenancy.clearFailures(password.id());
    assertThat(tenancy.credential(password.id())).contains(password);
  }

  @Test
  void session_isReplacedOnce() {
    User anna = user(acme, "anna");
    UserSession first = samples.session(anna);
    tenancy.open(first);
    UserSession second = samples.session(anna);
    assertThat(tenancy.replace(first, second)).isTrue();
    assertThat(tenancy.replace(first, samples.session(anna))).isFalse();
    assertThat(tenancy.session(second.id())).contains(second);
    assertThat(tenancy.session(first.id()).orElseThrow().endedOn()).contains(Samples.NOW);
  }

  @Test
  void session_isReplacedOnceMoreWhileNobodyHasUsedTheOther() {
    User anna = user(acme, "anna");
    UserSession first = samples.session(anna);
    tenancy.open(first);
    UserSession second = following(first, 1);
    tenancy.replace(first, second);
    UserSession ended = tenancy.session(first.id()).orElseThrow();
    UserSession third = following(first, 2);
    assertThat(tenancy.replaceUnused(ended, third)).isTrue();
    assertThat(tenancy.session(second.id()).orElseThrow().endedOn()).isPresent();
    assertThat(tenancy.replaceUnused(ended, following(first, 3))).isFalse();
    tenancy.use(third.id());
    assertThat(tenancy.session(third.id()).orElseThrow().used()).isTrue();
    UserSession fourth = following(first, 4);
    tenancy.replace(third, fourth);
    tenancy.use(fourth.id());
    UserSession used = tenancy.session(third.id()).orElseThrow();
    assertThat(tenancy.replaceUnused(used, following(first, 5))).isFalse();
  }

  @Test
  void sessions_endWithTheirLoginOrAllButOne() {
    User anna = user(acme, "anna");
    UserSession kept = samples.session(anna);
    UserSession other = samples.session(anna);
    tenancy.open(kept);
    tenancy.open(other);
    UserCredential password = credential(anna, "");
    Tenancy.Ending ending = new Tenancy.Ending(anna.id(), Optional.of(kept.loginId()), Samples.NOW);
    assertThatThrownBy(() -> tenancy.update(password, ending)).isInstanceOf(StaleException.class);
    assertThat(tenancy.session(other.id())).contains(other);
    Audit audit = password.audit().modified(Samples.NOW, samples.id());
    tenancy.update(password.withVerifier("g1…", audit), ending);
    assertThat(tenancy.session(other.id()).orElseThrow().endedOn()).isPresent();
    assertThat(tenancy.session(kept.id())).contains(kept);
    tenancy.endLogin(kept.loginId(), Samples.NOW);
    assertThat(tenancy.session(kept.id()).orElseThrow().endedOn()).isPresent();
  }

  @Test
  void sessionsThatNobodyCanUse_areForgotten() {
    User anna = user(acme, "anna");
    UserSession old = samples.session(anna);
    tenancy.open(old);
    UserSession fresh = samples.session(anna);
    tenancy.open(
        new UserSession(
            fresh.id(),
            fresh.id(),
            fresh.scopeId(),
            fresh.userId(),
            "g1…",
            old.refreshExpiresOn().plusSeconds(1),
            old.refreshExpiresOn().plusSeconds(2),
            old.refreshExpiresOn().plusSeconds(3),
            Optional.empty(),
            false));
    assertThat(tenancy.session(old.id())).isEmpty();
    assertThat(tenancy.session(fresh.id())).isPresent();
  }

  @Test
  void user_isDeletedWithAllThatIsHis() {
    User anna = user(acme, "anna");
    UserCredential password = credential(anna, "");
    UserSession session = samples.session(anna);
    tenancy.open(session);
    tenancy.delete(anna);
    assertThat(tenancy.credential(password.id())).isEmpty();
    assertThat(tenancy.session(session.id())).isEmpty();
  }

  @Test
  void write_leavesItsRecordBehindOrNone() {
    AuditRecord record = record("created", Samples.NOW);
    store.audited(record).tenancy().create(samples.user(acme.id(), "anna"));
    assertThatThrownBy(
            () ->
                store
                    .audited(record("created", Samples.NOW))
                    .tenancy()
                    .create(samples.user(acme.id(), "anna")))
        .isInstanceOf(DuplicateException.class);
    assertThat(records(AuditFilter.ALL)).containsExactly(record);
    assertThat(store.countAuditRecords(acme.id(), AuditFilter.ALL)).isEqualTo(1);
  }

  @Test
  void records_areFilteredByWhatIsKnown() {
    AuditRecord early = record("created", Samples.NOW);
    AuditRecord late = record("deleted", Samples.NOW.plusSeconds(10));
    store.keep(early);
    store.keep(late);
    assertThat(records(filter(Optional.of("deleted"), Optional.empty()))).containsExactly(late);
    assertThat(records(filter(Optional.empty(), Optional.of(Samples.NOW.plusSeconds(5)))))
        .containsExactly(late);
    assertThat(records(AuditFilter.ALL)).containsExactlyInAnyOrder(early, late);
    assertThat(
            store
                .auditRecords(
                    account("other", Optional.empty()).id(), AuditFilter.ALL, PageRequest.FIRST)
                .items())
        .isEmpty();
  }

  @Test
  void records_areReadOnwardsThoughOthersComeMeanwhile() {
    List<AuditRecord> known = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      known.add(record("created", Samples.NOW.plusMillis(i / 4)));
      store.keep(known.getLast());
    }
    List<AuditRecord> read = new ArrayList<>();
    Optional<AuditRecord> last = Optional.empty();
    List<AuditRecord> some = store.auditRecordsAfter(acme.id(), AuditFilter.ALL, last, 3);
    while (!some.isEmpty()) {
      assertThat(some).hasSizeLessThanOrEqualTo(3);
      read.addAll(some);
      last = Optional.of(some.getLast());
      store.keep(record("late", Samples.NOW.minusSeconds(1)));
      some = store.auditRecordsAfter(acme.id(), AuditFilter.ALL, last, 3);
    }
    assertThat(read)
        .isSortedAccordingTo(Comparator.comparing(AuditRecord::at))
        .containsExactlyInAnyOrderElementsOf(known);
  }

  private static AuditFilter filter(Optional<String> action, Optional<java.time.Instant> from) {
    return new AuditFilter(
        Optional.of("ann"),
        action,
        Optional.of("user"),
        Optional.empty(),
        Optional.of("anna"),
        from,
        Optional.empty());
  }

  private List<AuditRecord> records(AuditFilter filter) {
    return store.auditRecords(acme.id(), filter, PageRequest.FIRST).items();
  }

  private AuditRecord record(String action, java.time.Instant at) {
    return new AuditRecord(
        samples.id(),
        acme.id(),
        at,
        new Actor(samples.id(), "ann", "192.0.2.1"),
        action,
        new AuditRecord.Subject("user", samples.id(), "anna"),
        Map.of("roles", "VIEWER"));
  }

  private List<Account> accounts(Account parent, AccountFilter filter) {
    return tenancy.accounts(parent.id(), filter, PageRequest.FIRST).items();
  }

  private Account account(String name, Optional<Account> parent) {
    Id id = samples.id();
    Account account = new Account(id, parent.map(Account::id), name, samples.audit());
    store.create(account);
    return account;
  }

  private UserSession following(UserSession first, int seconds) {
    return new UserSession(
        samples.id(),
        first.loginId(),
        first.scopeId(),
        first.userId(),
        "g1…",
        first.createdOn().plusSeconds(seconds),
        first.expiresOn(),
        first.refreshExpiresOn(),
        Optional.empty(),
        false);
  }

  private User user(Account account, String name) {
    User user = samples.user(account.id(), name);
    tenancy.create(user);
    return user;
  }

  private UserCredential credential(User user, String key) {
    UserCredential credential = samples.credential(user, key);
    tenancy.create(credential);
    return credential;
  }

  private static Organization organization() {
    return new Organization(
        "Acme",
        "mail@acme.example",
        Optional.of("Ann"),
        Optional.of("1"),
        new Organization.Address(
            Optional.of("1"),
            Optional.of("2"),
            Optional.of("3"),
            Optional.of("z"),
            Optional.of("c"),
            Optional.of("s"),
            Optional.of("x")));
  }
}
