// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.slipway.domain.Account;
import io.slipway.domain.Actor;
import io.slipway.domain.Audit;
import io.slipway.domain.AuditRecord;
import io.slipway.domain.Id;
import io.slipway.domain.Role;
import io.slipway.domain.User;
import io.slipway.protocol.message.Secret;
import io.slipway.registry.UserCredentials.Terms;
import io.slipway.registry.UserLogins.Outcome;
import io.slipway.security.AccessTokens;
import io.slipway.security.GuessBudget;
import io.slipway.security.IdSource;
import io.slipway.security.MasterKey;
import io.slipway.security.SecretGenerator;
import io.slipway.security.SecretVerifiers;
import io.slipway.store.AuditFilter;
import io.slipway.store.PageRequest;
import io.slipway.store.Store;
import io.slipway.store.StoreReader;
import io.slipway.store.StoreUnavailableException;
import io.slipway.store.jdbc.JdbcStore;
import io.slipway.store.jdbc.StoreSettings;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserLoginsTest {
  private static final Secret PASSWORD = Secret.of("a-password-of-ann");
  private static final String SOURCE = "192.0.2.1";
  private static final Actor ADMIN = new Actor(new Id(1), "admin", SOURCE);
  private static final Instant NOW = Instant.parse("2026-11-25T08:00:00Z");

  private final AtomicBoolean away = new AtomicBoolean();
  private final AtomicReference<Instant> now = new AtomicReference<>(NOW);
  @TempDir private Path folder;
  private Store store;
  private Users users;
  private UserCredentials credentials;
  private Sessions sessions;
  private UserLogins logins;
  private User ann;

  @BeforeEach
  void open() throws Exception {
    SecureRandom random = new SecureRandom();
    MasterKey key = MasterKey.openOrCreate(folder.resolve("master.key"), random);
    SecretVerifiers verifiers = new SecretVerifiers(key, random, 2);
    SecretGenerator generator = new SecretGenerator(random);
    Clock clock = new Watch(now);
    IdSource ids = new IdSource(clock, 1);
    store =
        JdbcStore.open(
            folder.resolve("test.db").toString(), StoreSettings.DEFAULT, new SimpleMeterRegistry());
    store.create(
        new Account(Id.ROOT_ACCOUNT, Optional.empty(), "root", Audit.created(NOW, Id.PLATFORM)));
    AuditTrail trail = new AuditTrail(store, ids, clock);
    users = new Users(ids, trail);
    credentials = new UserCredentials(store, verifiers, generator, ids, trail);
    sessions =
        new Sessions(
            store, new AccessTokens(key), new Sessions.Secrets(generator, verifiers), ids, trail);
    logins = new UserLogins(unsteady(store), verifiers, new GuessBudget(clock), sessions, trail);
    ann =
        users.create(
            Id.ROOT_ACCOUNT,
            ADMIN,
            new UserDraft("ann", Set.of(Role.VIEWER), User.Details.ENABLED));
    credentials.createPassword(ann, ADMIN, PASSWORD, new Terms(true, Optional.empty()));
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void loginsThatCouldNotBeJudged_areNoGuesses() {
    away.set(true);
    for (int i = 0; i < 100; i++) {
      assertThatThrownBy(() -> logins.login("ann", PASSWORD, SOURCE))
          .isInstanceOf(StoreUnavailableException.class);
    }
    away.set(false);
    assertThat(logins.login("ann", PASSWORD, SOURCE)).isInstanceOf(Outcome.Welcome.class);
  }

  @Test
  void session_holdsForHalfAnHourAndIsRefreshedForADay() {
    Sessions.Opened first = login();
    assertThat(holds(first)).isTrue();
    after(Duration.ofMinutes(30));
    assertThat(holds(first)).isFalse();
    after(Duration.ofHours(23));
    Sessions.Opened second =
        sessions.refresh(first.token(), first.refreshToken(), SOURCE).orElseThrow();
    assertThat(holds(second)).isTrue();
    after(Duration.ofHours(24));
    assertThat(sessions.refresh(second.token(), second.refreshToken(), SOURCE)).isEmpty();
  }

  @Test
  void refreshToken_ofAnotherSession_isNoGood() {
    Sessions.Opened one = login();
    Sessions.Opened other = login();
    assertThat(sessions.refresh(one.token(), other.refreshToken(), SOURCE)).isEmpty();
    assertThat(holds(one)).isTrue();
  }

  @Test
  void refreshTokenUsedTwice_endsTheLoginOfWhoeverHasTheOther() {
    Sessions.Opened stolen = login();
    Sessions.Opened elsewhere = login();
    Sessions.Opened thief =
        sessions.refresh(stolen.token(), stolen.refreshToken(), SOURCE).orElseThrow();
    assertThat(holds(thief)).isTrue();
    assertThat(sessions.refresh(stolen.token(), stolen.refreshToken(), SOURCE)).isEmpty();
    assertThat(holds(thief)).isFalse();
    assertThat(holds(elsewhere)).isTrue();
    assertThat(actions()).contains("refreshTokenUsedTwice");
  }

  @Test
  void refreshTokenThatComesTwiceAsItsAnswerWasLost_isGoodOnceMore() {
    Sessions.Opened first = login();
    Sessions.Opened lost =
        sessions.refresh(first.token(), first.refreshToken(), SOURCE).orElseThrow();
    after(Duration.ofSeconds(9));
    Sessions.Opened second =
        sessions.refresh(first.token(), first.refreshToken(), SOURCE).orElseThrow();
    assertThat(holds(lost)).isFalse();
    assertThat(holds(second)).isTrue();
    assertThat(actions()).doesNotContain("refreshTokenUsedTwice");
    assertThat(sessions.refresh(lost.token(), lost.refreshToken(), SOURCE)).isEmpty();
    assertThat(holds(second)).isFalse();
  }

  @Test
  void refreshTokenThatComesAgainLater_isStolenThoughNobodyUsedTheOther() {
    Sessions.Opened first = login();
    Sessions.Opened second =
        sessions.refresh(first.token(), first.refreshToken(), SOURCE).orElseThrow();
    after(Duration.ofSeconds(10));
    assertThat(sessions.refresh(first.token(), first.refreshToken(), SOURCE)).isEmpty();
    assertThat(holds(second)).isFalse();
  }

  @Test
  void refusedLogin_isRecordedWithWhereItCameFrom() {
    logins.login("ann", Secret.of("wrong-wrong-wrong"), "192.0.2.66");
    AuditRecord record =
        store.auditRecords(Id.ROOT_ACCOUNT, AuditFilter.ALL, PageRequest.FIRST).items().stream()
            .filter(r -> r.action().equals("loginRefused"))
            .findFirst()
            .orElseThrow();
    assertThat(record.actor()).isEqualTo(new Actor(Id.PLATFORM, "", "192.0.2.66"));
    assertThat(record.subject().name()).isEqualTo("ann");
    assertThat(record.detail()).isEqualTo(Map.of("with", "password"));
  }

  @Test
  void sameUserDeletedTwice_isRecordedOnce() {
    users.delete(ann, ADMIN);
    assertThatThrownBy(() -> users.delete(ann, ADMIN)).isInstanceOf(RefusedException.class);
    assertThat(
            store.auditRecords(Id.ROOT_ACCOUNT, AuditFilter.ALL, PageRequest.FIRST).items().stream()
                .filter(r -> r.action().equals("deleted")))
        .hasSize(1);
  }

  @Test
  void logout_endsTheSessionAndItsRefreshToken() {
    Sessions.Opened opened = login();
    sessions.end(sessions.holding(opened.token()).orElseThrow(), SOURCE);
    assertThat(holds(opened)).isFalse();
    assertThat(sessions.refresh(opened.token(), opened.refreshToken(), SOURCE)).isEmpty();
  }

  @Test
  void userWhoIsDisabled_isOutAtOnce() {
    Sessions.Opened opened = login();
    User.Details disabled =
        new User.Details(
            false,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    users.edit(ann, ADMIN, 1, ann.roles(), disabled);
    assertThat(holds(opened)).isFalse();
    assertThat(logins.login("ann", PASSWORD, SOURCE)).isInstanceOf(Outcome.Wrong.class);
  }

  @Test
  void newPassword_endsAllSessionsButTheOneItWasChosenIn() {
    Sessions.Opened own = login();
    Sessions.Opened other = login();
    credentials.resetPassword(
        ann,
        new Actor(ann.id(), "ann", SOURCE),
        Secret.of("another-one-of-ann"),
        Optional.of(own.session().loginId()));
    assertThat(holds(own)).isTrue();
    assertThat(holds(other)).isFalse();
    assertThat(logins.login("ann", PASSWORD, SOURCE)).isInstanceOf(Outcome.Wrong.class);
  }

  @Test
  void apiKey_logsInUntilItExpires() {
    Terms hour = new Terms(true, Optional.of(NOW.plusSeconds(3_600)));
    Secret key = credentials.createKey(ann, ADMIN, hour).apiKey().orElseThrow();
    assertThat(logins.login(key, SOURCE)).isInstanceOf(Outcome.Welcome.class);
    for (String wrong : new String[] {"", "é", key.reveal().substring(4), "AAAA" + key.reveal()}) {
      assertThat(logins.login(Secret.of(wrong), SOURCE)).isInstanceOf(Outcome.Wrong.class);
    }
    after(Duration.ofHours(1));
    assertThat(logins.login(key, SOURCE)).isInstanceOf(Outcome.Wrong.class);
  }

  @Test
  void guesses_areCountedUntilTheRightOne() {
    logins.login("ann", Secret.of("wrong-wrong-wrong"), SOURCE);
    assertThat(failures()).isEqualTo(1);
    login();
    assertThat(failures()).isZero();
  }

  private int failures() {
    return store.tenancy().password(ann.id()).orElseThrow().failures().count();
  }

  private Sessions.Opened login() {
    return ((Outcome.Welcome) logins.login("ann", PASSWORD, SOURCE)).session();
  }

  private boolean holds(Sessions.Opened opened) {
    return sessions.holding(opened.token()).isPresent();
  }

  private void after(Duration time) {
    now.updateAndGet(t -> t.plus(time));
  }

  private Set<String> actions() {
    return store.auditRecords(Id.ROOT_ACCOUNT, AuditFilter.ALL, PageRequest.FIRST).items().stream()
        .map(r -> r.action())
        .collect(java.util.stream.Collectors.toSet());
  }

  private StoreReader unsteady(Store real) {
    return (StoreReader)
        Proxy.newProxyInstance(
            Store.class.getClassLoader(),
            new Class<?>[] {Store.class},
            (proxy, method, arguments) -> {
              if (away.get()) {
                throw new StoreUnavailableException("away");
              }
              return method.invoke(real, arguments);
            });
  }

  /** A clock that is set by the test. */
  private static final class Watch extends Clock {
    private final AtomicReference<Instant> now;

    private Watch(AtomicReference<Instant> now) {
      this.now = now;
    }

    @Override
    public Instant instant() {
      return now.get();
    }

    @Override
    public java.time.ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(java.time.ZoneId zone) {
      return this;
    }
  }
}
