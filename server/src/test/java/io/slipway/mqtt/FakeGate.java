// SPDX-License-Identifier: Apache-2.0
package io.slipway.mqtt;

import io.slipway.protocol.message.FailureCause;
import io.slipway.protocol.message.Secret;
import io.slipway.protocol.topic.ControlScope;
import io.slipway.provisioning.DeviceGate;
import io.slipway.provisioning.DeviceLink;
import io.slipway.provisioning.DeviceSession;
import io.slipway.provisioning.LoginAttempt;
import io.slipway.provisioning.LoginDecision;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Lets in who knows the password {@code right}; a test may decide and commit by hand. */
final class FakeGate implements DeviceGate {
  static final String ACCOUNT = "eurotech-provision";
  static final Secret RIGHT = Secret.of("right");

  private final BlockingQueue<Login> logins = new LinkedBlockingQueue<>();
  private volatile Function<LoginAttempt, CompletionStage<LoginDecision>> rule = a -> null;
  private volatile boolean commitsByHand;
  private volatile boolean open;

  /** One login, with what its session was told. */
  record Login(LoginAttempt attempt, DeviceLink link, Told session) {
    LoginDecision admitted() {
      return new LoginDecision.Admitted(
          session, new ControlScope("$EDC", ACCOUNT, attempt.clientId()));
    }
  }

  /** A call to a session, in words. */
  record Call(String what, String argument, byte[] payload, CompletableFuture<Void> commit) {}

  /** A session that remembers what it was told. */
  final class Told implements DeviceSession {
    final BlockingQueue<Call> calls = new LinkedBlockingQueue<>();

    @Override
    public CompletionStage<Void> published(String topic, byte[] payload) {
      CompletableFuture<Void> commit = new CompletableFuture<>();
      if (!commitsByHand) {
        commit.complete(null);
      }
      calls.add(new Call("published", topic, payload, commit));
      return commit;
    }

    @Override
    public void subscribed(String filter) {
      tell("subscribed", filter);
    }

    @Override
    public void wrongAccount() {
      tell("wrongAccount", "");
    }

    @Override
    public void closed() {
      tell("closed", "");
    }

    private void tell(String what, String argument) {
      calls.add(new Call(what, argument, new byte[0], new CompletableFuture<>()));
    }

    /** The next call; fails where none comes. */
    Call next() {
      return take(calls, "a call to the session");
    }
  }

  @Override
  public CompletionStage<LoginDecision> login(LoginAttempt attempt, DeviceLink link) {
    Login login = new Login(attempt, link, new Told());
    logins.add(login);
    if (open) {
      return CompletableFuture.completedFuture(login.admitted());
    }
    CompletionStage<LoginDecision> ruled = rule.apply(attempt);
    if (ruled != null) {
      return ruled;
    }
    return CompletableFuture.completedFuture(
        attempt.password().matches(RIGHT) ? login.admitted() : turned(FailureCause.WRONG_PASSWORD));
  }

  @Override
  public LoginDecision.Turned undecided(String clientId) {
    return new LoginDecision.Turned(FailureCause.INTERNAL_ERROR, OptionalLong.of(7));
  }

  static LoginDecision turned(FailureCause cause) {
    return new LoginDecision.Turned(cause, OptionalLong.empty());
  }

  /** Answers all logins from now on with this. */
  void decide(LoginDecision decision) {
    rule = a -> CompletableFuture.completedFuture(decision);
  }

  /** Answers all logins from now on when the test says so. */
  CompletableFuture<LoginDecision> decideLater() {
    CompletableFuture<LoginDecision> later = new CompletableFuture<>();
    rule = a -> later;
    return later;
  }

  /** Lets everybody in from now on. */
  void admitAll() {
    open = true;
  }

  void commitByHand() {
    commitsByHand = true;
  }

  Login nextLogin() {
    return take(logins, "a login");
  }

  boolean wasAsked() {
    return !logins.isEmpty();
  }

  static <T> T take(BlockingQueue<T> queue, String what) {
    try {
      T found = queue.poll(Wait.LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      if (found == null) {
        throw new AssertionError(what + " did not come");
      }
      return found;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** How long a test waits for what must happen. */
  static final class Wait {
    static final Duration LIMIT = Duration.ofSeconds(30);

    private Wait() {}
  }
}
