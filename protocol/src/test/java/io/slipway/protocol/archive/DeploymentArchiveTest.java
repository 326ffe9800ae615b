// SPDX-License-Identifier: Apache-2.0
package io.slipway.protocol.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.protocol.archive.DeploymentArchive.Bundle;
import java.io.ByteArrayInputStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeploymentArchiveTest {

  @Test
  void archive_saysItsNameItsVersionAndItsBundles() {
    DeploymentArchive archive = read(Archives.heater());
    assertThat(archive.name()).isEqualTo("heater");
    assertThat(archive.version()).isEqualTo("1.2.0");
    assertThat(archive.fix()).isFalse();
    assertThat(archive.bundles())
        .containsExactly(
            new Bundle("org.a", "1.0.0", "a.jar"), new Bundle("org.b", "2.0.0", "b.jar"));
  }

  @Test
  void bundleThatADeviceHasAlready_mayBeMissing() {
    String missing = Archives.HEAD + Archives.BUNDLES + "DeploymentPackage-Missing: true\r\n";
    assertThat(read(Archives.of(missing, "b.jar")).bundles()).hasSize(2);
  }

  @Test
  void fixPackage_isKnownAsOne() {
    String head = Archives.HEAD + "DeploymentPackage-FixPack: [1,2)\r\n";
    assertThat(read(Archives.of(head)).fix()).isTrue();
  }

  @Test
  void anythingElse_isNone() {
    refuses(Archives.bytes("#!/bin/sh"), "is no ZIP archive");
    refuses(Archives.zip(Map.of("a.txt", new byte[1])), "does not begin with META-INF/MANIFEST.MF");
    refuses(Archives.zip(Map.of("META-INF/", new byte[0])), "has no META-INF/MANIFEST.MF");
  }

  @Test
  void manifestWithNonsense_isRefusedForWhatIsWrong() {
    refuses(Archives.of("no colon here\r\n"), "has a manifest that cannot be read");
    refuses(Archives.of("Manifest-Version: 1.0\r\n"), "says no DeploymentPackage-SymbolicName for");
    refuses(
        Archives.of(Archives.HEAD + Archives.BUNDLES, "b.jar"),
        "names the bundle a.jar in its manifest and does not hold it");
    refuses(
        Archives.of(Archives.HEAD + "\r\nName: a.jar\r\nBundle-SymbolicName: a\r\n", "a.jar"),
        "says no Bundle-Version for a.jar");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../evil", "a/../../evil", "/etc/passwd", "a\\..\\b", "C:x", ".."})
  void pathThatLeadsOut_isRefused(String path) {
    refuses(Archives.of(Archives.HEAD, path), "holds a path that leads out of it: " + path);
  }

  @Test
  void archiveThatUnpacksToFarMore_isRefused() {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put(Archives.MANIFEST, Archives.bytes(Archives.HEAD));
    files.put("zeros", new byte[20 * 1024 * 1024]);
    refuses(Archives.zip(files), "would unpack to far more than it should");
    files.put("zeros", new byte[15 * 1024 * 1024]);
    assertThat(read(Archives.zip(files)).bundles()).isEmpty();
  }

  @Test
  void archiveInAnArchiveThatUnpacksToFarMore_isRefused() {
    byte[] library = Archives.zip(Map.of("zeros", new byte[20 * 1024 * 1024]));
    byte[] bundle = Archives.zip(Map.of("lib/library.jar", library));
    refuses(Archives.zip(heldBy(bundle)), "would unpack to far more than it should");
    byte[] small = Archives.zip(Map.of("zeros", new byte[10 * 1024 * 1024]));
    assertThat(read(Archives.zip(heldBy(Archives.zip(Map.of("a", small))))).bundles()).isEmpty();
  }

  @Test
  void pathThatLeadsOutOfAnArchiveInTheArchive_isRefused() {
    byte[] bundle = Archives.zip(Map.of("../../evil", new byte[1]));
    refuses(Archives.zip(heldBy(bundle)), "with a path that leads out of it: ../../evil");
  }

  @Test
  void fileThatOnlyBeginsAsAnArchive_isOnlyBytes() {
    byte[] bundle = Archives.zip(Map.of("a", new byte[1_000]));
    bundle[30] ^= 0x55;
    assertThat(read(Archives.zip(heldBy(bundle))).bundles()).isEmpty();
    assertThat(read(Archives.zip(heldBy(Arrays.copyOf(bundle, 40)))).bundles()).isEmpty();
  }

  @Test
  void archiveThatIsCutWithinAnArchiveInIt_isTruncated() {
    byte[] noise = new byte[50_000];
    new Random(5).nextBytes(noise);
    byte[] whole = Archives.zip(heldBy(Archives.zip(Map.of("noise", noise))));
    refuses(Arrays.copyOf(whole, 30_000), "is truncated");
  }

  @Test
  void manifestOfManyMegabytes_isRefused() {
    refuses(Archives.of(Archives.HEAD + "X: y\r\n".repeat(300_000)), "more than 1048576 bytes");
  }

  @Test
  void truncatedArchive_isRefused() {
    byte[] whole = Archives.heater();
    refuses(Arrays.copyOf(whole, 60), "is truncated");
  }

  @Test
  void mutilatedArchive_isReadOrRefused() {
    Random random = new Random(20_261_128);
    byte[] whole = Archives.heater();
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = whole.clone();
      for (int i = 0; i <= random.nextInt(4); i++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      byte[] cut =
          random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
      try {
        assertThat(read(cut).name()).isNotEmpty();
      } catch (MalformedArchiveException expected) {
        assertThat(expected).hasMessageMatching("(?s)[a-z]+ .*");
      }
    }
  }

  private static Map<String, byte[]> heldBy(byte[] bundle) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put(Archives.MANIFEST, Archives.bytes(Archives.HEAD));
    files.put("bundle.jar", bundle);
    return files;
  }

  private static DeploymentArchive read(byte[] bytes) {
    return DeploymentArchive.read(new ByteArrayInputStream(bytes), bytes.length);
  }

  private static void refuses(byte[] bytes, String why) {
    assertThatThrownBy(() -> read(bytes))
        .isInstanceOf(MalformedArchiveException.class)
        .hasMessageContaining(why);
  }
}
