// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates that a manufacturer made with openssl. */
class FactoryCertificateTest {
  private static final String EC = "-newkey ec -pkeyopt ec_paramgen_curve:P-256";

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        EC,
        "-newkey ec -pkeyopt ec_paramgen_curve:P-384",
        "-newkey rsa:2048",
        "-newkey ed25519"
      })
  void certificateAndKey_areRead(String key) throws Exception {
    make(key, "device");
    DeviceIdentity identity = read("device", "device");
    assertThat(identity.chain()).hasSize(1);
    assertThat(identity.keyManagers()).isNotEmpty();
    assertThat(identity.toString()).doesNotContain("PRIVATE");
  }

  @Test
  void keyOfAnotherCertificate_isRefused() throws Exception {
    make(EC, "device");
    make(EC, "other");
    assertThatThrownBy(() -> read("device", "other"))
        .isInstanceOf(GeneralSecurityException.class)
        .hasMessageContaining("other.key is not the key of")
        .hasMessageContaining("device.crt");
    make("-newkey rsa:2048", "rsa");
    assertThatThrownBy(() -> read("device", "rsa")).hasMessageContaining("holds no EC key");
  }

  @Test
  void fileOfAnotherForm_isRefusedSayingWhatToDo() throws Exception {
    make(EC, "device");
    openssl("ec -in device.key -out old.key");
    assertThatThrownBy(() -> read("device", "old")).hasMessageContaining("openssl pkcs8 -topk8");
    Files.writeString(folder.resolve("empty.crt"), "");
    assertThatThrownBy(() -> read("empty", "device")).hasMessageContaining("holds no certificate");
    assertThatThrownBy(() -> read("none", "device")).isInstanceOf(IOException.class);
    Files.writeString(folder.resolve("large.crt"), "x".repeat(70_000));
    assertThatThrownBy(() -> read("large", "device")).hasMessageContaining("64 KiB");
  }

  /** Whatever bytes are changed, it is refused, or it is read. */
  @Test
  void mutilatedFiles_areRefusedOrRead() throws Exception {
    make(EC, "device");
    Random random = new Random(3);
    for (int i = 0; i < 300; i++) {
      for (String end : List.of(".crt", ".key")) {
        byte[] bytes = Files.readAllBytes(folder.resolve("device" + end));
        bytes[random.nextInt(bytes.length)] = (byte) (32 + random.nextInt(95));
        Files.write(folder.resolve("bad" + end), bytes);
      }
      try {
        assertThat(read("bad", "device").chain()).isNotEmpty();
        assertThat(read("device", "bad").chain()).isNotEmpty();
      } catch (GeneralSecurityException refused) {
        assertThat(refused.getMessage()).isNotEmpty();
      }
    }
  }

  private DeviceIdentity read(String certificate, String key)
      throws IOException, GeneralSecurityException {
    return FactoryCertificate.read(
        folder.resolve(certificate + ".crt"), folder.resolve(key + ".key"));
  }

  private void make(String key, String name) throws Exception {
    openssl(
        "req -x509 -nodes -days 9 -subj /serialNumber=4711 -keyout %s.key -out %s.crt %s"
            .formatted(name, name, key));
  }

  private void openssl(String arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments.split(" ", -1)));
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }
}
