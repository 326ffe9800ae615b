// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

import io.slipway.domain.Account;
import io.slipway.domain.Actor;
import io.slipway.domain.AuditRecord.Subject;
import io.slipway.domain.User;
import io.slipway.domain.UserSession;
import io.slipway.protocol.message.Secret;
import io.slipway.security.AccessTokens;
import io.slipway.security.IdSource;
import io.slipway.security.SecretGenerator;
import io.slipway.security.SecretVerifiers;
import io.slipway.store.Store;
import io.slipway.store.StoreUnavailableException;
import io.slipway.store.Tenancy;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sessions of users: an access token that holds for half an hour, and for a day a refresh token
 * that is good for one other pair. A refresh token that comes twice has been stolen, and ends the
 * whole login; unless it comes at once, and nobody has used the other pair: then its answer was
 * lost.
 */
public final class Sessions {
  private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);
  private static final Duration ACCESS = Duration.ofMinutes(30);
  private static final Duration REFRESH = Duration.ofHours(24);
  private static final Duration LOST_ANSWER = Duration.ofSeconds(10);
  private static final int UUID_BYTES = 16;

  private final Store store;
  private final AccessTokens tokens;
  private final Secrets secrets;
  private final IdSource ids;
  private final AuditTrail trail;

  /** How refresh tokens are made and kept. */
  public record Secrets(SecretGenerator generator, SecretVerifiers verifiers) {}

  public Sessions(
      Store store, AccessTokens tokens, Secrets secrets, IdSource ids, AuditTrail trail) {
    this.store = store;
    this.tokens = tokens;
    this.secrets = secrets;
    this.ids = ids;
    this.trail = trail;
  }

  /** A session that was just opened, with what only its user may know. */
  public record Opened(User user, UserSession session, String token, Secret refreshToken) {
    @Override
    public String toString() {
      return "Opened[" + session + "]";
    }
  }

  /** A session that holds, and whose it is. */
  public record Held(User user, UserSession session) {}

  /**
   * Opens a session for who has proved to be this user.
   *
   * @param means by which he proved it
   */
  Opened open(User user, String source, String means) {
    Secret refreshToken = refreshToken();
    UserSession session = session(user, Optional.empty(), refreshToken);
    recording(user, source, "loggedIn", Map.of("with", means)).tenancy().open(session);
    return new Opened(user, session, tokens.of(session), refreshToken);
  }

  /** Another session in place of one, or empty where its refresh token is no good. */
  public Optional<Opened> refresh(String token, Secret refreshToken, String source) {
    Optional<UserSession> found = tokens.session(token).flatMap(tenancy()::session);
    if (found.isEmpty()
        || !secrets.verifiers().verify(refreshToken, found.get().refreshVerifier())) {
      return Optional.empty();
    }
    UserSession session = found.get();
    Optional<User> user = activeUser(session);
    if (user.isPresent() && (session.refreshable(trail.now()) || justRefreshed(session))) {
      Secret next = refreshToken();
      UserSession fresh = session(user.get(), Optional.of(session), next);
      boolean replaced =
          session.endedOn().isEmpty()
              ? tenancy().replace(session, fresh)
              : tenancy().replaceUnused(session, fresh);
      if (replaced) {
        return Optional.of(new Opened(user.get(), fresh, tokens.of(fresh), next));
      }
    }
    stolen(session, user, source);
    return Optional.empty();
  }

  /** Its answer may have been lost, and who asks again cannot know that it was answered. */
  private boolean justRefreshed(UserSession session) {
    return session.endedOn().filter(e -> trail.now().isBefore(e.plus(LOST_ANSWER))).isPresent();
  }

  /** Two that both hold the right one cannot both be its owner. */
  private void stolen(UserSession session, Optional<User> user, String source) {
    if (session.endedOn().isPresent() && user.isPresent()) {
      recording(user.get(), source, "refreshTokenUsedTwice", Map.of())
          .tenancy()
          .endLogin(session.loginId(), trail.now());
    }
  }

  /** Whose session a token is of, where it holds. */
  public Optional<Held> holding(String token) {
    return tokens
        .session(token)
        .flatMap(tenancy()::session)
        .filter(s -> s.holds(trail.now()))
        .flatMap(s -> activeUser(s).map(u -> new Held(u, s)))
        .map(this::used);
  }

  /** Written once; a database that takes no writes just now keeps nobody from reading. */
  private Held used(Held held) {
    if (!held.session().used()) {
      try {
        tenancy().use(held.session().id());
      } catch (StoreUnavailableException later) {
        LOG.debug("session {} is used, which could not be kept", held.session().id(), later);
      }
    }
    return held;
  }

  public void end(Held held, String source) {
    recording(held.user(), source, "loggedOut", Map.of())
        .tenancy()
        .endLogin(held.session().loginId(), trail.now());
  }

  /** The session's user, unless he or one of his accounts is let in no more. */
  private Optional<User> activeUser(UserSession session) {
    return tenancy().user(session.userId()).filter(this::mayEnter);
  }

  boolean mayEnter(User user) {
    Instant now = trail.now();
    List<Account> lineage = tenancy().lineage(user.scopeId());
    return user.active(now) && !lineage.isEmpty() && lineage.stream().allMatch(a -> a.open(now));
  }

  private UserSession session(User user, Optional<UserSession> before, Secret refreshToken) {
    Instant now = trail.now();
    var id = ids.next();
    return new UserSession(
        id,
        before.map(UserSession::loginId).orElse(id),
        user.scopeId(),
        user.id(),
        secrets.verifiers().ofGenerated(refreshToken),
        now,
        now.plus(ACCESS),
        now.plus(REFRESH),
        Optional.empty(),
        false);
  }

  private Secret refreshToken() {
    ByteBuffer random = ByteBuffer.wrap(secrets.generator().random(UUID_BYTES));
    return Secret.of(new UUID(random.getLong(), random.getLong()).toString());
  }

  private Store recording(User user, String source, String action, Map<String, String> detail) {
    Actor actor = new Actor(user.id(), user.name(), source);
    Subject subject = new Subject("user", user.id(), user.name());
    return trail.recording(actor, user.scopeId(), action, subject, detail);
  }

  private Tenancy tenancy() {
    return store.tenancy();
  }
}
