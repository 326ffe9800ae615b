// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.domain.DeploymentPackage.Bundle;
import io.slipway.domain.PackageName;
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
    assertThat(archive.name()).isEqualTo(new PackageName("heater", "1.2.0"));
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
        Archives.of(
            "Manifest-Version: 1.0\r\nDeploymentPackage-SymbolicName: ../x\r\n"
                + "DeploymentPackage-Version: 1\r\n"),
        "is called ../x:1 in its manifest: /name");
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
        assertThat(read(cut).name().name()).isNotEmpty();
      } catch (RefusedException expected) {
        assertThat(expected.problem()).startsWith("the package ");
      }
    }
  }

  private static DeploymentArchive read(byte[] bytes) {
    return DeploymentArchive.read(new ByteArrayInputStream(bytes), bytes.length);
  }

  private static void refuses(byte[] bytes, String why) {
    assertThatThrownBy(() -> read(bytes))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining(why);
  }
}
