// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.protocol.message.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MasterKeyTest {
  private final SecureRandom random = new SecureRandom();

  @TempDir Path folder;

  @Test
  void key_isMadeOnceAndForItsOwnerOnly() throws Exception {
    String kid = open().kid();
    assertThat(kid).matches("[0-9a-f]{8}");
    assertThat(open().kid()).isEqualTo(kid);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
  }

  @Test
  void olderKeys_stayUsableBehindTheNewest() throws Exception {
    MasterKey old = open();
    Sealer oldSealer = new Sealer(old, random);
    String sealed = oldSealer.seal("label", "secret");
    String verifier =
        new SecretVerifiers(old, random, 1).ofGenerated(Secret.of("generated password"));
    String password = new DevicePasswords(old).derive(old.kid(), 1, 1, 20).reveal();

    putInFront("ab".repeat(32));
    MasterKey both = open();
    assertThat(both.kid()).isNotEqualTo(old.kid());
    assertThat(new Sealer(both, random).open("label", sealed).reveal()).isEqualTo("secret");
    assertThat(
            new SecretVerifiers(both, random, 1).verify(Secret.of("generated password"), verifier))
        .isTrue();
    assertThat(new DevicePasswords(both).derive(old.kid(), 1, 1, 20).reveal()).isEqualTo(password);
    assertThat(new Sealer(both, random).seal("label", "x")).startsWith("v1." + both.kid() + ".");
  }

  /**
   * RFC 5869 has no case with an empty salt and an info; computed by an implementation of its own.
   */
  @Test
  void derivation_isHkdfWithLabelZeroAndContext() {
    byte[] key =
        HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
    assertThat(
            HexFormat.of()
                .formatHex(Hkdf.expand(Hkdf.extract(key), new byte[] {'i', 'n', 'f', 'o'}, 64)))
        .isEqualTo(
            "cccad7895238973b7b227c5216571c432f4602b7264e8e35cde4d3249e93720e"
                + "96b889988ac234d00929b4f15a884821d67713060b1dedd6fbb6d2c5568b80ae");
    byte[] info = {'l', 0, 'c'};
    assertThat(MasterKey.of(key).derive("l", new byte[] {'c'}, 40))
        .isEqualTo(Hkdf.expand(Hkdf.extract(key), info, 40));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n\n", "00", "zz", "not a key at all"})
  void damagedFile_isRefusedWithTheReason(String content) throws Exception {
    Files.createFile(
        file(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file(), content);
    assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("damaged");
  }

  @Test
  void fileThatOthersCouldRead_isRefused() throws Exception {
    open();
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r-----"));
    assertThatThrownBy(this::open).hasMessageContaining("chmod 600");
  }

  @Test
  void keysOfTheEnvironment_standBeforeThoseOfTheFile() throws Exception {
    String inFile = open().kid();
    MasterKey all = open("ab".repeat(32) + ", " + "CD".repeat(32));
    assertThat(all.kids()).hasSize(3).endsWith(inFile);
    assertThat(all.kid()).isNotEqualTo(inFile).isEqualTo(all.kids().iterator().next());
    Files.delete(file());
    assertThat(open("ab".repeat(32)).kid()).isEqualTo(all.kid());
    assertThat(file()).doesNotExist();
    assertThatThrownBy(() -> open("abc"))
        .hasMessageContaining("environment")
        .hasMessageNotContaining("abc");
  }

  private MasterKey open(String hex) throws IOException {
    return MasterKey.openOrCreate(
        new MasterKey.Elsewhere(Optional.of(Secret.of(hex)), Optional.empty(), Optional.empty()),
        file(),
        random);
  }

  private MasterKey open() throws IOException {
    return MasterKey.openOrCreate(file(), random);
  }

  private void putInFront(String newest) throws IOException {
    Files.writeString(file(), newest + "\n" + Files.readString(file()));
  }

  private Path file() {
    return folder.resolve("master.key");
  }
}
