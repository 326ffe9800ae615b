// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.domain.PlatformKey;
import io.slipway.protocol.payload.KuraPayload;
import io.slipway.protocol.signing.MessageVerifier;
import io.slipway.protocol.signing.PlatformChain;
import io.slipway.protocol.topic.ControlTopic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateAuthorityTest {
  private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
  private static final Set<String> NAMES = Set.of("localhost", "127.0.0.1", "::1");

  private final KeysInMemory keys = new KeysInMemory();
  @TempDir Path data;

  @Test
  void chain_isTrustedByWhoTrustsTheRoot() throws Exception {
    CertificateAuthority authority = open(NOW);
    PlatformChain chain = PlatformChain.parse(authority.platformChains());
    chain.verify(NOW, root -> root.equals(authority.root()));
    assertThat(chain.management()).hasSize(1);
  }

  @Test
  void signer_signsWhatItsChainVerifies() throws Exception {
    CertificateAuthority authority = open(NOW);
    ControlTopic topic = new ControlTopic("$EDC", "a", "c", "PROVISION-V1/EXEC/complete");
    KuraPayload signed =
        authority.signer().sign(topic, KuraPayload.builder().metric("a", "b").build());
    PlatformChain chain = PlatformChain.parse(authority.platformChains());
    new MessageVerifier(chain.signer().getPublicKey()).verify(topic, signed);
  }

  @Test
  void authority_isTheSameWhenOpenedAgain() throws Exception {
    String before = open(NOW).platformChains();
    assertThat(open(NOW.plusSeconds(60)).platformChains()).isEqualTo(before);
  }

  @Test
  void serverCertificate_isRenewedWhenNamesChangeOrItGetsOld() throws Exception {
    TlsIdentity first = open(NOW).serverIdentity(NAMES);
    assertThat(open(NOW).serverIdentity(NAMES).chain()).isEqualTo(first.chain());
    assertThat(open(NOW).serverIdentity(Set.of("slipway.example")).chain())
        .isNotEqualTo(first.chain());
    TlsIdentity later = open(NOW.plus(Duration.ofDays(380))).serverIdentity(NAMES);
    assertThat(later.chain().get(0).getNotAfter().toInstant())
        .isAfter(NOW.plus(Duration.ofDays(700)));
  }

  @Test
  void nodesThatStartTogether_useTheFirstKeyThatIsKept() throws Exception {
    CertificateAuthority first = open(NOW);
    PlatformKey kept = keys.find("signing").orElseThrow();
    KeyVault slow =
        new KeyVault() {
          @Override
          public Optional<PlatformKey> find(String name) {
            return name.equals("signing") ? Optional.empty() : keys.find(name);
          }

          @Override
          public PlatformKey keep(PlatformKey fresh, Optional<PlatformKey> instead) {
            return keys.keep(fresh, instead);
          }
        };
    assertThat(open(NOW, slow).platformChains()).isEqualTo(first.platformChains());
    assertThat(keys.find("signing")).contains(kept);
  }

  @Test
  void keySealedWithAnotherMasterKey_isRefusedWithTheReason() throws Exception {
    open(NOW);
    Files.delete(data.resolve("master.key"));
    assertThatThrownBy(() -> open(NOW)).hasMessageContaining("master key");
  }

  private CertificateAuthority open(Instant now) throws IOException {
    return open(now, keys);
  }

  private CertificateAuthority open(Instant now, KeyVault vault) throws IOException {
    SecureRandom random = new SecureRandom();
    Clock clock = Clock.fixed(now, ZoneOffset.UTC);
    MasterKey key = MasterKey.openOrCreate(data.resolve("master.key"), random);
    return CertificateAuthority.openOrCreate(
        data, vault, new Sealer(key, random), new Certificates(random, clock), clock);
  }
}
