// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.slipway.domain.Id;
import io.slipway.protocol.message.KeyType;
import io.slipway.protocol.message.Secret;
import io.slipway.security.AuthorityCertificate.Source;
import io.slipway.security.TestEst.Mood;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an authority elsewhere issues, and what it may not pass off. */
class EstIssuerTest {
  private static final DeviceName NAME = new DeviceName("pump", "acme");
  private static final Id ACME = new Id(7);
  private static final Duration A_MOMENT = Duration.ofSeconds(1);
  private static final Duration LONG = Duration.ofSeconds(60);

  private final KeyPair key = TestCsr.newKey(KeyType.EC_P256);
  @TempDir private Path folder;
  private TestEst est;

  @BeforeEach
  void start() throws Exception {
    est = new TestEst(folder);
  }

  @AfterEach
  void stop() {
    est.close();
  }

  @Test
  void certificate_comesWithItsChainUpToTheRoot() throws Exception {
    List<X509Certificate> chain = issue(est.settings());
    assertThat(chain).hasSize(3).endsWith(est.pki.chain().toArray(X509Certificate[]::new));
    assertThat(chain.get(0).getPublicKey()).isEqualTo(key.getPublic());
  }

  @ParameterizedTest
  @CsvSource({
    "ANOTHER_KEY,is for another key",
    "ANOTHER_NAME,'is of another name than CN=pump,O=acme'",
    "ANOTHER_PURPOSE,is not for TLS clients",
    "AN_AUTHORITY,is that of an authority",
    "OUT_OF_TIME,is not valid now",
    "ANOTHER_ROOT,leads to no root",
    "GARBAGE,sent",
    "ENDLESS,cannot be reached: java.io.IOException: the answer is too long",
    "BUSY,answered 503",
    "LATER,'not decided yet (202, to be asked again after 3600 s)'",
    "SILENT,in time"
  })
  void whatCannotBeUsed_isTold(Mood mood, String said) {
    est.mood = mood;
    assertThatThrownBy(() -> issue(est.settings()))
        .isInstanceOf(IssuerAwayException.class)
        .hasMessageContaining(said);
  }

  @Test
  void whoIsNoAuthorityOfOurs_getsNoRequest() throws Exception {
    assertThatThrownBy(() -> issue(est.settings("wrong"))).hasMessageContaining("answered 401");
    TestPki other = TestPki.root("CN=Other");
    EstSettings untrusting =
        new EstSettings(est.settings().url(), other.pem(), Optional.empty(), Optional.empty());
    int before = est.enrolled.get();
    assertThatThrownBy(() -> issue(untrusting)).hasMessageContaining("cannot be reached");
    assertThat(est.enrolled.get()).isEqualTo(before);
  }

  @Test
  void certificate_provesUsInPlaceOfAPassword() throws Exception {
    assertThat(issue(est.settingsWithCertificate())).hasSize(3);
    EstSettings neither =
        new EstSettings(
            est.settings().url(), est.settings().trust(), Optional.empty(), Optional.empty());
    assertThatThrownBy(() -> issue(neither)).hasMessageContaining("answered 401");
  }

  /** An authority that hangs keeps so many devices waiting and not all that come. */
  @Test
  void seventeenthWhoAsks_isToldThatTooManyWait() throws Exception {
    est.mood = Mood.SILENT;
    DeviceCsr csr = DeviceCsr.read(TestCsr.of(key, NAME.rfc4514()), NAME, KeyType.EC_P256);
    EstIssuer issuer =
        new EstIssuer(
            new EstClient(est.settings(), LONG), est.pki.chain(), Clock.systemUTC(), A_MOMENT);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> waiting = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        waiting.add(threads.submit(() -> issuer.issue(csr, NAME, Duration.ofDays(1))));
      }
      while (est.enrolled.get() < 16) {
        Thread.onSpinWait();
      }
      assertThatThrownBy(() -> issuer.issue(csr, NAME, Duration.ofDays(1)))
          .isInstanceOf(IssuerAwayException.class)
          .hasMessageContaining("too many devices wait");
      assertThat(est.enrolled.get()).isEqualTo(16);
      assertThat(waiting).noneMatch(Future::isDone);
      threads.shutdownNow();
    }
  }

  @Test
  void account_asksItUntilItIsTakenBack() throws Exception {
    SecureRandom random = new SecureRandom();
    Clock clock = Clock.systemUTC();
    KeysInMemory keys = new KeysInMemory();
    Sealer sealer =
        new Sealer(MasterKey.openOrCreate(folder.resolve("master.key"), random), random);
    CertificateAuthority authority =
        CertificateAuthority.openOrCreate(
            folder, keys, sealer, new Certificates(random, clock), clock);
    authority.bring(ACME, est.settings());
    DeviceCsr csr = DeviceCsr.read(TestCsr.of(key, NAME.rfc4514()), NAME, KeyType.EC_P256);
    assertThat(authority.account(ACME, "acme").deviceIssuer().issue(csr, NAME, Duration.ofDays(1)))
        .endsWith(est.pki.chain().get(1));
    assertThat(authority.deviceAnchors()).containsAll(est.pki.chain());
    assertThat(keys.keys.get("external " + ACME).sealedKey()).startsWith("v1.");
    assertThat(keys.keys.get("external " + ACME).toString()).doesNotContain("est-secret");
    assertThat(authority.list(ACME, "acme"))
        .filteredOn(AuthorityCertificate::current)
        .extracting(AuthorityCertificate::source)
        .contains(Source.EXTERNAL);
    authority.useOwn(ACME);
    assertThat(authority.account(ACME, "acme").deviceIssuer().issue(csr, NAME, Duration.ofDays(1)))
        .hasSize(2);

    TestPki plant = TestPki.root("CN=R").below("CN=P");
    authority.bring(ACME, est.settings());
    authority.bring(ACME, IssuerChain.read(plant.pem(), plant.keyPem(), clock.instant()));
    assertThat(keys.keys).doesNotContainKey("external " + ACME);
  }

  @Test
  void settings_areTheSameWhenTheyAreReadAgainAndTellNoSecret() throws Exception {
    EstSettings full =
        new EstSettings(
            est.settings().url(),
            "trust\n",
            Optional.of(new EstSettings.Login("ü=:", Secret.of("p#\\ä"))),
            Optional.of(new EstSettings.Client("chain\n", Secret.of("key\n"))));
    assertThat(EstSettings.parse(full.text())).isEqualTo(full);
    assertThat(full.toString()).doesNotContain("p#", "key");
    assertThat(EstSettings.parse(est.settings().text())).isEqualTo(est.settings());
  }

  @FuzzTest(maxDuration = "5s")
  void anyAnswer_isReadOrRefused(byte[] body) {
    try {
      assertThat(EstClient.certificates(body == null ? new byte[0] : body)).isNotEmpty();
    } catch (IssuerAwayException told) {
      assertThat(told).hasMessageContaining("authority sent");
    }
  }

  private List<X509Certificate> issue(EstSettings settings) throws Exception {
    EstClient client = new EstClient(settings, est.mood == Mood.SILENT ? A_MOMENT : LONG);
    DeviceCsr csr = DeviceCsr.read(TestCsr.of(key, NAME.rfc4514()), NAME, KeyType.EC_P256);
    return new EstIssuer(client, est.pki.chain(), Clock.systemUTC())
        .issue(csr, NAME, Duration.ofDays(1));
  }
}
