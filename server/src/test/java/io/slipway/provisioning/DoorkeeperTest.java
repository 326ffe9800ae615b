// SPDX-License-Identifier: Apache-2.0
package io.slipway.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.domain.Account;
import io.slipway.domain.Audit;
import io.slipway.domain.AuthenticationType;
import io.slipway.domain.ExecutionStatus;
import io.slipway.domain.Id;
import io.slipway.domain.ProfileRule;
import io.slipway.domain.ProvisionRequest;
import io.slipway.domain.Reprovision;
import io.slipway.domain.RequestOptions;
import io.slipway.domain.RequestProgress;
import io.slipway.domain.Timing;
import io.slipway.protocol.message.FailureCause;
import io.slipway.protocol.message.Secret;
import io.slipway.provisioning.Doorkeeper.Verdict;
import io.slipway.store.DuplicateException;
import io.slipway.store.SessionChange;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is let in, and what of the others is told. */
class DoorkeeperTest {
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  private static final Secret PASSWORD = Site.PASSWORD;

  private Site site;
  private Doorkeeper doorkeeper;
  private int accounts;

  @BeforeEach
  void open(@TempDir Path folder) throws Exception {
    site = new Site(folder, Timing.DEFAULT);
    Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    doorkeeper =
        new Doorkeeper(
            site.store.unsteady(),
            site.secrets.verifiers(),
            new FactoryLogins(site.store.unsteady(), clock),
            clock);
  }

  @AfterEach
  void close() {
    site.close();
  }

  @Test
  void deviceWithTheRightPassword_isProven() {
    ProvisionRequest order = order(window(true, 0, Optional.empty()), 5, PASSWORD);
    assertThat(judge(PASSWORD)).isEqualTo(new Verdict.Proven(order));
  }

  @Test
  void peerThatProvesNothing_isUnprovenWhateverTheRequestsStateIs() {
    assertThat(judge(PASSWORD)).isEqualTo(unproven(FailureCause.UNKNOWN_CLIENT_ID));
    ProvisionRequest order = order(window(false, 0, Optional.empty()), 5, PASSWORD);
    assertThat(judge(Secret.of("wrong"))).isEqualTo(unproven(FailureCause.WRONG_PASSWORD));
    for (ExecutionStatus status : ExecutionStatus.values()) {
      order = at(order, status, 1);
      assertThat(judge(Secret.of("wrong"))).isEqualTo(unproven(FailureCause.WRONG_PASSWORD));
    }
    LoginAttempt otherName = attempt("gateway", "another-user", PASSWORD);
    assertThat(doorkeeper.judge(otherName)).isEqualTo(unproven(FailureCause.UNKNOWN_CLIENT_ID));
  }

  @Test
  void provenDevice_isToldWhyItMayNotBeProvisionedNow() {
    held(window(false, 0, Optional.empty()), FailureCause.DISABLED);
    held(window(true, 60, Optional.empty()), FailureCause.NOT_YET_ACTIVE);
    held(window(true, -60, Optional.of(NOW)), FailureCause.EXPIRED);
  }

  private void held(RequestOptions.Activation window, FailureCause cause) {
    ProvisionRequest order = order(window, 5, PASSWORD);
    assertThat(judge(PASSWORD)).isEqualTo(new Verdict.Held(order, cause));
    order = at(order, ExecutionStatus.FAILED, 1);
    assertThat(judge(PASSWORD)).isEqualTo(new Verdict.Held(order, cause));
    // What runs, goes on: window, switch and attempts are for the start only.
    order = at(order, ExecutionStatus.RUNNING, 5);
    assertThat(judge(PASSWORD)).isEqualTo(new Verdict.Proven(order));
    site.store.real().delete(order, Instant.EPOCH);
  }

  @Test
  void endOfARequest_isToldToItsDevice() {
    RequestOptions.Activation open = window(true, 0, Optional.empty());
    ProvisionRequest order = order(open, 5, PASSWORD);
    order = at(order, ExecutionStatus.FAILED, 4);
    assertThat(judge(PASSWORD)).isEqualTo(new Verdict.Proven(order));
    order = at(order, ExecutionStatus.FAILED, 5);
    assertThat(judge(PASSWORD)).isEqualTo(new Verdict.Held(order, FailureCause.ATTEMPTS_EXHAUSTED));
    order = at(order, ExecutionStatus.STOPPED, 5);
    assertThat(judge(PASSWORD)).isEqualTo(new Verdict.Held(order, FailureCause.STOPPED));
    order = at(order, ExecutionStatus.COMPLETED, 5);
    assertThat(judge(PASSWORD)).isEqualTo(new Verdict.Held(order, FailureCause.ALREADY_COMPLETED));
  }

  @Test
  void attemptsWithoutEnd_areNeverUsedUp() {
    ProvisionRequest order = order(window(true, 0, Optional.empty()), -1, PASSWORD);
    order = at(order, ExecutionStatus.FAILED, 1_000);
    assertThat(judge(PASSWORD)).isEqualTo(new Verdict.Proven(order));
  }

  @Test
  void requestsOfSeveralAccounts_areToldApartByTheirPasswords() {
    RequestOptions.Activation open = window(true, 0, Optional.empty());
    order(open, 5, Secret.of("first"));
    ProvisionRequest second = order(open, 5, PASSWORD);
    assertThat(judge(PASSWORD)).isEqualTo(new Verdict.Proven(second));
  }

  @Test
  void requestThatMayRun_goesBeforeOneThatMayNot() {
    RequestOptions.Activation open = window(true, 0, Optional.empty());
    ProvisionRequest old = order(open, 5, PASSWORD);
    at(old, ExecutionStatus.COMPLETED, 1);
    ProvisionRequest fresh = order(open, 5, PASSWORD);
    assertThat(judge(PASSWORD)).isEqualTo(new Verdict.Proven(fresh));
    order(open, 5, PASSWORD);
    assertThat(judge(PASSWORD)).isEqualTo(unproven(FailureCause.AMBIGUOUS_IDENTITY));
  }

  @Test
  void ninthRequestForOneLogin_isRefusedWhenItIsMade() {
    RequestOptions.Activation open = window(true, 0, Optional.empty());
    for (int i = 0; i < 7; i++) {
      order(open, 5, Secret.of("password-" + i));
    }
    ProvisionRequest eighth = order(open, 5, PASSWORD);
    assertThat(judge(PASSWORD)).isEqualTo(new Verdict.Proven(eighth));
    assertThatThrownBy(() -> order(open, 5, PASSWORD)).isInstanceOf(DuplicateException.class);
  }

  private Verdict judge(Secret password) {
    return doorkeeper.judge(attempt("gateway", "user", password));
  }

  private static Verdict unproven(FailureCause cause) {
    return new Verdict.Unproven(cause);
  }

  private static LoginAttempt attempt(String clientId, String username, Secret password) {
    return new LoginAttempt(
        clientId, username, password, List.of(), new InetSocketAddress("192.0.2.1", 1), true);
  }

  private static RequestOptions.Activation window(
      boolean enabled, long secondsFromNow, Optional<Instant> end) {
    return new RequestOptions.Activation(
        enabled, NOW.plus(Duration.ofSeconds(secondsFromNow)), end);
  }

  /** A request for the same device in an account of its own. */
  private ProvisionRequest order(RequestOptions.Activation window, int attempts, Secret password) {
    Id account = site.secrets.ids().next();
    Audit audit = Audit.created(NOW, Id.PLATFORM);
    site.store
        .real()
        .create(new Account(account, Optional.of(Id.ROOT_ACCOUNT), "account-" + accounts++, audit));
    RequestOptions usual = site.options(ProfileRule.ANY);
    RequestOptions options =
        new RequestOptions(
            usual.endpointInfoId(),
            window,
            usual.connection(),
            usual.deviceConfiguration(),
            new RequestOptions.Extra(
                attempts,
                ProfileRule.ANY,
                Reprovision.ON_REQUEST,
                Optional.empty(),
                Optional.empty()));
    ProvisionRequest request =
        new ProvisionRequest(
            site.secrets.ids().next(),
            account,
            "gateway",
            new ProvisionRequest.Login(
                AuthenticationType.USER_PASS,
                "user",
                site.secrets.verifiers().ofGenerated(password),
                Optional.empty()),
            options,
            RequestProgress.initial(),
            audit);
    site.store.real().create(request);
    return request;
  }

  private ProvisionRequest at(ProvisionRequest request, ExecutionStatus status, int attempts) {
    long revision = request.progress().revision() + 1;
    RequestProgress progress =
        new RequestProgress(
            status,
            Optional.empty(),
            1,
            attempts,
            Optional.empty(),
            false,
            false,
            revision,
            Optional.empty());
    ProvisionRequest changed = request.with(progress);
    site.store
        .real()
        .save(
            new SessionChange(
                changed, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
    return changed;
  }
}
