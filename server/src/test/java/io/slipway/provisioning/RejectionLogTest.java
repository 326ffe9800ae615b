// SPDX-License-Identifier: Apache-2.0
package io.slipway.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.domain.Id;
import io.slipway.domain.ProfileRule;
import io.slipway.domain.ProvisionRequest;
import io.slipway.domain.Rejection;
import io.slipway.domain.Timing;
import io.slipway.protocol.message.FailureCause;
import io.slipway.protocol.message.Secret;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator learns of devices that were turned away. */
class RejectionLogTest {
  private Site site;

  @BeforeEach
  void open(@TempDir Path folder) throws Exception {
    site = new Site(folder, Timing.DEFAULT);
  }

  @AfterEach
  void close() {
    site.close();
  }

  @Test
  void deviceThatNobodyOrdered_isKnownInTheRootAccount() throws Exception {
    login("stray", "user", Site.PASSWORD);
    login("stray", "user", Site.PASSWORD);
    Rejection known = one(Id.ROOT_ACCOUNT, "stray");
    assertThat(known.cause()).isEqualTo(FailureCause.UNKNOWN_CLIENT_ID);
    assertThat(known.count()).isEqualTo(2);
    assertThat(known.source()).isEqualTo("192.0.2.1");
    assertThat(known.username()).isEqualTo("user");
    assertThat(rejections(Site.ACME, "stray")).isEmpty();
  }

  @Test
  void wrongLogin_isTheOrderingAccountsToKnow() throws Exception {
    ProvisionRequest order = site.order("gateway");
    login("gateway", order.login().username(), Secret.of("wrong"));
    login("gateway", "another", Site.PASSWORD);
    assertThat(rejections(Site.ACME, "gateway"))
        .extracting(Rejection::cause)
        .containsExactlyInAnyOrder(FailureCause.WRONG_PASSWORD, FailureCause.WRONG_USERNAME);
    assertThat(rejections(Id.ROOT_ACCOUNT, "gateway")).isEmpty();
  }

  @Test
  void secret_isNeverKept() throws Exception {
    site.order("gateway");
    login("gateway", "another", Secret.of("not-to-be-kept"));
    assertThat(rejections(Site.ACME, "gateway").toString()).doesNotContain("not-to-be-kept");
  }

  @Test
  void provenDeviceThatMayNotStart_isKnownWithTheCause() {
    ProvisionRequest order = site.order("gateway");
    site.provisioner().stop(order.id());
    new TestDevice(site, order).tryLogin(Site.PASSWORD, true);
    assertThat(one(Site.ACME, "gateway").cause()).isEqualTo(FailureCause.STOPPED);
  }

  @Test
  void deviceWhoseMessageIsWrong_isKnownWithTheCause() {
    ProvisionRequest order =
        site.order(
            "gateway", site.options(ProfileRule.ANY), Optional.of(Secret.of("k".repeat(32))));
    new TestDevice(site, order).connects().asks(1);
    Rejection known = one(Site.ACME, "gateway");
    assertThat(known.cause()).isEqualTo(FailureCause.ACTIVATION_KEY_MISSING);
    assertThat(known.point()).isEqualTo(Rejection.Point.PROVISION_MESSAGE);
    assertThat(known.secure()).isTrue();
  }

  @Test
  void source_thatMakesUpClientIdsIsCutShort() throws Exception {
    for (int i = 0; i < 35; i++) {
      site.rejections.note(Rejection.Point.PROVISION_LOGIN, stray(i, "192.0.2.66"));
    }
    site.rejections.note(Rejection.Point.PROVISION_LOGIN, stray(100, "192.0.2.67"));
    site.rejections.write();
    assertThat(rejections(Id.ROOT_ACCOUNT, "stray-24")).hasSize(1);
    assertThat(rejections(Id.ROOT_ACCOUNT, "stray-25")).isEmpty();
    assertThat(rejections(Id.ROOT_ACCOUNT, "stray-100")).hasSize(1);
    assertThat(site.meters.get("slipway.rejections.unrecorded").counter().count()).isEqualTo(10);
  }

  @Test
  void recordThatCannotBeWritten_waitsForTheDatabase() throws Exception {
    site.rejections.note(Rejection.Point.PROVISION_LOGIN, stray(1, "192.0.2.1"));
    site.store.is(UnsteadyStore.Health.AWAY);
    site.rejections.write();
    site.store.is(UnsteadyStore.Health.WELL);
    assertThat(rejections(Id.ROOT_ACCOUNT, "stray-1")).hasSize(1);
  }

  private static RejectionLog.Visitor stray(int number, String source) {
    FailureCause cause = FailureCause.UNKNOWN_CLIENT_ID;
    return new RejectionLog.Visitor(
        Optional.empty(), "stray-" + number, "user", source, true, cause, cause.description());
  }

  private void login(String clientId, String username, Secret password) throws Exception {
    LoginAttempt attempt =
        new LoginAttempt(
            clientId, username, password, List.of(), new InetSocketAddress("192.0.2.1", 1), true);
    CompletableFuture<LoginDecision> decision =
        site.provisioner().login(attempt, new TestDevice(site, null)).toCompletableFuture();
    assertThat(decision.get(60, TimeUnit.SECONDS)).isInstanceOf(LoginDecision.Turned.class);
  }

  private Rejection one(Id scopeId, String clientId) {
    List<Rejection> all = rejections(scopeId, clientId);
    assertThat(all).hasSize(1);
    return all.get(0);
  }

  private List<Rejection> rejections(Id scopeId, String clientId) {
    site.rejections.write();
    return site.store.real().rejections().of(scopeId, clientId);
  }
}
