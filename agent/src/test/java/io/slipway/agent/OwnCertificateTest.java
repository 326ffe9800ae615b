// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.agent.certificate.Authority;
import io.slipway.agent.certificate.DeviceKey;
import io.slipway.agent.state.AgentStore;
import io.slipway.protocol.message.Answer;
import io.slipway.protocol.message.KeyType;
import io.slipway.protocol.message.PlatformRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnCertificateTest {
  private static final Instant NOW = Instant.parse("2027-06-01T00:00:00Z");
  private static final Instant SOON = NOW.plusSeconds(600);
  private static final Authority AUTHORITY = Authority.make("CN=root").below("CN=below");

  @TempDir private Path folder;
  private AgentStore store;
  private OwnCertificate own;

  @BeforeEach
  void open() throws IOException {
    store = AgentStore.open(folder);
    own = new OwnCertificate(store, line -> {});
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  @Test
  void sameNameAndType_getsTheSameRequestAcrossLossesOfPower() throws IOException {
    String first = ask("CN=pump", KeyType.EC_P256);
    assertThat(first).startsWith("-----BEGIN CERTIFICATE REQUEST-----\n");
    assertThat(ask("CN=pump", KeyType.EC_P256)).isEqualTo(first);
    reopen();
    assertThat(ask("CN=pump", KeyType.EC_P256)).isEqualTo(first);
  }

  @Test
  void otherNameOrType_getsANewKey() throws IOException {
    String first = ask("CN=pump", KeyType.EC_P256);
    String second = ask("CN=pump,O=acme", KeyType.EC_P256);
    String third = ask("CN=pump,O=acme", KeyType.ED25519);
    assertThat(first).isNotEqualTo(second);
    assertThat(second).isNotEqualTo(third);
    assertThat(ask("CN=pump", KeyType.EC_P256)).as("that one is gone").isNotEqualTo(first);
    assertThat(folder).isDirectoryNotContaining("glob:**/key-*.new");
    assertThat(folder.toFile().list((f, name) -> name.startsWith("key-"))).hasSize(1);
  }

  @Test
  void certificate_servesUntilTheDeviceHasArrivedWithIt() throws IOException {
    String first = ask("CN=pump", KeyType.EC_P256);
    assertThat(take(AUTHORITY.certify(key()))).isEqualTo(Answer.accepted());
    assertThat(take(AUTHORITY.certify(key()))).isEqualTo(Answer.accepted());
    reopen();
    assertThat(ask("CN=pump", KeyType.EC_P256)).isEqualTo(first);
    store.receive(store.keep("xml".getBytes(StandardCharsets.UTF_8), "chain"));
    store.switchOver(Optional.empty());
    store.arrive();
    assertThat(ask("CN=pump", KeyType.EC_P256)).isNotEqualTo(first);
    assertThat(store.state().current().flatMap(o -> o.key())).isPresent();
  }

  @Test
  void certificateThatHasGrownOld_isNotAskedForAgain() throws IOException {
    String first = ask("CN=pump", KeyType.EC_P256);
    take(AUTHORITY.certify(key(), NOW.minusSeconds(1), SOON));
    assertThat(ask("CN=pump", KeyType.EC_P256, SOON)).isEqualTo(first);
    assertThat(ask("CN=pump", KeyType.EC_P256, SOON.plusSeconds(1))).isNotEqualTo(first);
  }

  @Test
  void certificateThatIsOfNoUse_isRefusedAndTheKeyGivenUp() throws IOException {
    String first = ask("CN=pump", KeyType.EC_P256);
    Answer answer = take(AUTHORITY.certify(Authority.key("CN=pump")));
    assertThat(answer)
        .isEqualTo(
            Answer.refused(
                400, "the device's certificate is refused: the certificate is for another key"));
    assertThat(store.state().ownKey().certified()).isEmpty();
    String second = ask("CN=pump", KeyType.EC_P256);
    assertThat(second).isNotEqualTo(first);
    assertThat(take("nonsense").message().orElseThrow()).contains("no certificate");
    ask("CN=pump", KeyType.EC_P256);
    assertThat(take(AUTHORITY.certify(key(), SOON, SOON)).message().orElseThrow())
        .contains("valid from");
    ask("CN=pump", KeyType.EC_P256);
    assertThat(take(AUTHORITY.certify(key()))).isEqualTo(Answer.accepted());
  }

  @Test
  void refusedCertificate_leavesTheOneThatCameBefore() throws IOException {
    ask("CN=pump", KeyType.EC_P256);
    take(AUTHORITY.certify(key()));
    String certified = store.state().ownKey().certified().orElseThrow();
    take("nonsense");
    assertThat(store.state().ownKey().certified()).contains(certified);
    assertThat(store.identity(certified).chain()).hasSize(3);
  }

  @Test
  void certificateThatNobodyAskedFor_isRefused() throws IOException {
    assertThat(take(AUTHORITY.certify(Authority.key("CN=pump"))).code()).isEqualTo(400);
  }

  @Test
  void subjectThatIsNone_isRefused() throws IOException {
    for (String wrong : new String[] {"", "pump", "CN=" + "x".repeat(1_000)}) {
      Answer answer = own.ask(new PlatformRequest.CreateCsr(wrong, KeyType.EC_P256), NOW);
      assertThat(answer.code()).isEqualTo(400);
      assertThat(answer.message().orElseThrow())
          .startsWith("no certificate can be asked for: the subject ");
    }
    assertThat(store.state().ownKey().made()).isEmpty();
  }

  private DeviceKey key() throws IOException {
    return store.key().orElseThrow();
  }

  private String ask(String subject, KeyType type) throws IOException {
    return ask(subject, type, NOW);
  }

  private String ask(String subject, KeyType type, Instant now) throws IOException {
    Answer answer = own.ask(new PlatformRequest.CreateCsr(subject, type), now);
    assertThat(answer.ok()).isTrue();
    return new String(answer.body().orElseThrow(), StandardCharsets.UTF_8);
  }

  private Answer take(String chain) throws IOException {
    return own.take(new PlatformRequest.PutDeviceCertificate(chain), NOW);
  }

  /** As after a loss of power. */
  private void reopen() throws IOException {
    store.close();
    open();
  }
}
