// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.domain.Actor;
import io.slipway.domain.CertificateRenewal;
import io.slipway.domain.DeviceCertificate;
import io.slipway.domain.Id;
import io.slipway.protocol.message.KeyType;
import io.slipway.registry.RefusedException;
import io.slipway.security.TestCsr;
import io.slipway.store.PageRequest;
import io.slipway.store.RenewalFilter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Devices that slept past the end of their certificates. */
class LateRenewalTest {
  private static final Actor ANN = new Actor(new Id(9), "ann", "192.0.2.1");

  private EstSite site;

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    site = new EstSite(folder);
  }

  @AfterEach
  void stop() {
    site.close();
  }

  @Test
  void sleeper_waitsForAnOperatorAndGetsOneCertificate() throws Exception {
    EstSite.Owner owner = site.owner("sleeper");
    EstClient client = EstClient.of(site, owner);
    site.passes(Duration.ofDays(31));
    assertThat(site.logsIn("sleeper", owner.certificate())).isEmpty();
    byte[] csr = owner.csr(owner.key());
    for (int i = 0; i < 2; i++) {
      EstClient.Said wait = client.reenrolls(csr);
      assertThat(wait.status()).isEqualTo(202);
      assertThat(wait.retryAfter()).contains("900");
    }
    List<CertificateRenewal> waiting = waiting();
    assertThat(waiting).hasSize(1);
    assertThat(waiting.get(0).clientId()).isEqualTo("sleeper");
    assertThat(waiting.get(0).source()).isEqualTo("127.0.0.1");
    site.late.approve(waiting.get(0), ANN);
    assertThatThrownBy(() -> site.late.reject(waiting.get(0), ANN))
        .isInstanceOf(RefusedException.class);
    X509Certificate got = client.reenrolls(csr).certificate();
    assertThat(got.getPublicKey()).isEqualTo(owner.key().getPublic());
    assertThat(client.reenrolls(csr).certificate()).as("the answer was lost").isEqualTo(got);
    EstClient.Said again = client.reenrolls(owner.csr(owner.key()));
    assertThat(again.status()).isEqualTo(403);
    assertThat(again.body()).contains("renewed already, once");
    assertThat(waiting()).isEmpty();
    assertThat(site.logsIn("sleeper", got)).isPresent();
    assertThat(site.stored(owner.certificate()).revoked()).isTrue();
  }

  @Test
  void sleeperWithAPassword_enrollsWithoutAnOperator() throws Exception {
    EstSite.Owner owner = site.owner("both");
    site.passes(Duration.ofDays(31));
    String login = "both-1:" + EstSite.PASSWORD;
    String csr = Base64.getEncoder().encodeToString(owner.csr(TestCsr.newKey(KeyType.EC_P256)));
    String basic =
        "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
    X509Certificate got =
        EstClient.of(site, owner)
            .post("/simpleenroll", EstClient.PLAIN, csr, "Authorization", basic)
            .certificate();
    assertThat(site.stored(got).replaces()).contains(owner.record().id());
    assertThat(waiting()).isEmpty();
  }

  @Test
  void otherKey_isRefusedAndAsksNobody() throws Exception {
    EstSite.Owner owner = site.owner("other-key");
    site.passes(Duration.ofDays(31));
    EstClient.Said said =
        EstClient.of(site, owner).reenrolls(owner.csr(TestCsr.newKey(KeyType.EC_P256)));
    assertThat(said.status()).isEqualTo(403);
    assertThat(said.body()).contains("only for the key that it has");
    assertThat(waiting()).isEmpty();
  }

  @Test
  void revokedOrLongExpiredCertificate_isRefused() throws Exception {
    EstSite.Owner revoked = site.owner("revoked");
    site.store
        .inventory()
        .revoke(
            revoked.record(), new DeviceCertificate.Revocation(site.now(), "REVOKED_BY_OPERATOR"));
    EstSite.Owner old = site.owner("old");
    site.passes(Duration.ofDays(31));
    assertThat(EstClient.of(site, revoked).reenrolls(revoked.csr(revoked.key())).status())
        .isEqualTo(403);
    site.passes(Duration.ofDays(61));
    EstClient.Said said = EstClient.of(site, old).reenrolls(old.csr(old.key()));
    assertThat(said.status()).isEqualTo(403);
    assertThat(said.body()).contains("more than 30 days ago");
    assertThat(waiting()).isEmpty();
  }

  @Test
  void approval_endsWithTheTimeOfGrace() throws Exception {
    EstSite.Owner owner = site.owner("slow");
    EstClient client = EstClient.of(site, owner);
    site.passes(Duration.ofDays(59));
    assertThat(client.reenrolls(owner.csr(owner.key())).status()).isEqualTo(202);
    CertificateRenewal wish = waiting().get(0);
    site.passes(Duration.ofDays(61));
    assertThatThrownBy(() -> site.late.approve(wish, ANN)).isInstanceOf(RefusedException.class);
    site.passes(Duration.ofDays(59));
    site.late.approve(wish, ANN);
    site.passes(Duration.ofDays(61));
    assertThat(client.reenrolls(owner.csr(owner.key())).status()).isEqualTo(403);
  }

  @Test
  void rejection_isTold() throws Exception {
    EstSite.Owner owner = site.owner("unwanted");
    EstClient client = EstClient.of(site, owner);
    site.passes(Duration.ofDays(31));
    client.reenrolls(owner.csr(owner.key()));
    site.late.reject(waiting().get(0), ANN);
    EstClient.Said said = client.reenrolls(owner.csr(owner.key()));
    assertThat(said.status()).isEqualTo(403);
    assertThat(said.body()).contains("rejected");
  }

  @Test
  void approval_isForOneOfManyRequestsThatComeAtOnce() throws Exception {
    EstSite.Owner owner = site.owner("many");
    EstClient client = EstClient.of(site, owner);
    site.passes(Duration.ofDays(31));
    client.reenrolls(owner.csr(owner.key()));
    site.late.approve(waiting().get(0), ANN);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Integer>> all =
          IntStream.range(0, 8)
              .<Callable<Integer>>mapToObj(
                  i -> () -> client.reenrolls(owner.csr(owner.key())).status())
              .toList();
      assertThat(threads.invokeAll(all).stream().map(f -> f.resultNow()))
          .containsOnlyOnce(200)
          .containsOnly(200, 403);
    }
  }

  @Test
  void queue_takesSoManyOfAnAccountAndForgetsThoseWhoseTimeIsOver() throws Exception {
    EstSite.Owner owner = site.owner("last");
    EstSite.Owner sample = site.owner("sample");
    site.passes(Duration.ofDays(31));
    for (int i = 0; i < 1_000; i++) {
      DeviceCertificate copy = site.copy(sample, i);
      site.store.certificates().ask(CertificateRenewal.of(copy, "192.0.2.9", site.now()), 1_000);
    }
    EstClient client = EstClient.of(site, owner);
    EstClient.Said full = client.reenrolls(owner.csr(owner.key()));
    assertThat(full.status()).isEqualTo(503);
    assertThat(full.retryAfter()).contains("3600");
    site.late.reject(waiting().get(0), ANN);
    assertThat(client.reenrolls(owner.csr(owner.key())).status()).isEqualTo(202);
    site.passes(Duration.ofDays(62));
    site.store
        .certificates()
        .ask(CertificateRenewal.of(owner.record(), "192.0.2.9", site.now()), 1_000);
    assertThat(waiting()).hasSize(1);
  }

  private List<CertificateRenewal> waiting() {
    RenewalFilter filter =
        new RenewalFilter(Optional.of(CertificateRenewal.State.WAITING), Optional.empty());
    return site.store.certificates().renewals(EstSite.ACME, filter, PageRequest.FIRST).items();
  }
}
