// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.osgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.agent.certificate.Authority;
import io.slipway.agent.handler.HandlerException;
import io.slipway.agent.packages.PackageFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import jdk.security.jarsigner.JarSigner;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What deployment packages do in a real framework, whoever installs them there. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class DeploymentPackagesContract {
  private static final List<String> FORMER = List.of("org.a 1.0.0 active", "org.b 1.0.0 active");

  private Path whole;
  private Path place;
  private Framework framework;
  private Services services;
  private DeploymentPackages packages;

  abstract Deployer deployer(Services services, Path folder);

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    whole = folder;
    framework = new Framework(whole.resolve("felix"));
    services = new Services(framework.context());
  }

  @AfterAll
  void stop() throws Exception {
    framework.close();
  }

  @BeforeEach
  void begin() throws Exception {
    framework.clear();
    place = Files.createTempDirectory(whole, "test");
    Files.createDirectories(place.resolve("packages"));
    packages = again();
  }

  @Test
  void packages_areInstalledAndTheirBundlesRun() throws Exception {
    assertThat(runs("heater", "1")).isFalse();
    packages.install(known(heater("1"), "heater", "1"));
    Path fan = new Packed("fan", "2.0").bundle("org.fan", "2.1").write(file());
    packages.install(known(fan, "fan", "2.0"));
    assertThat(framework.bundles())
        .containsExactly("org.a 1.0.0 active", "org.b 1.0.0 active", "org.fan 2.1.0 active");
    assertThat(runs("heater", "1")).isTrue();
    assertThat(runs("heater", "1.0.0")).isTrue();
    assertThat(runs("heater", "2")).isFalse();
  }

  @Test
  void packageThatWasNotThereBefore_isRemovedByARollBack() throws Exception {
    packages.install(known(heater("1"), "heater", "1"));
    again().rollBack(known("heater", "1"));
    assertThat(framework.bundles()).isEmpty();
    assertThat(runs("heater", "1")).isFalse();
    again().rollBack(known("heater", "1"));
  }

  @Test
  void packageThatWasThereInAnotherVersion_isPutBackByARollBack() throws Exception {
    packages.install(known(heater("1"), "heater", "1"));
    packages.settle();
    packages.install(known(heater("2"), "heater", "2"));
    assertThat(framework.bundles()).containsExactly("org.a 2.0.0 active", "org.c 1.0.0 active");
    packages.install(known(heater("2"), "heater", "2"));
    again().rollBack(known("heater", "2"));
    assertThat(framework.bundles()).isEqualTo(FORMER);
    assertThat(runs("heater", "1")).isTrue();
  }

  @Test
  void packageThatHasArrived_isNotRolledBack() throws Exception {
    packages.install(known(heater("1"), "heater", "1"));
    packages.settle();
    packages.rollBack(known("heater", "1"));
    assertThat(framework.bundles()).isEqualTo(FORMER);
  }

  @Test
  void rollBackOfWhatHasNeverBegun_changesNothing() throws Exception {
    packages.install(known(heater("1"), "heater", "1"));
    packages.rollBack(known("heater", "2"));
    packages.rollBack(known("fan", "1"));
    assertThat(framework.bundles()).isEqualTo(FORMER);
  }

  @Test
  void packageThatIsNoRightOne_leavesWhatWasThere() throws Exception {
    packages.install(known(heater("1"), "heater", "1"));
    packages.settle();
    byte[] right = Files.readAllBytes(heater("2"));
    for (int length = right.length - 200; length > 0; length -= 50) {
      refuses(Arrays.copyOf(right, length), "the package ");
    }
    refuses("#!/bin/sh\n".getBytes(StandardCharsets.UTF_8), "no ZIP archive");
    refuses(packed().file("../../evil", new byte[1]).bytes(), "leads out of it: ../../evil");
    refuses(packed().file("bomb.jar", bomb()).bytes(), "would unpack to far more");
    refuses(packed().head("nonsense").bytes(), "manifest that cannot be read");
    refuses(packed().said("org.gone", "1").bytes(), "names the bundle org.gone.jar");
    refuses(new Packed("heater", "3").bytes(), "is heater:3 in its manifest");
    refuses(packed().head("DeploymentPackage-FixPack: [1,2)").bytes(), "only a fix of another");
    assertThat(Files.exists(place.resolve("evil"))).isFalse();
  }

  @Test
  void packageThatTheFrameworkCannotRun_leavesWhatWasThere() throws Exception {
    packages.install(known(heater("1"), "heater", "1"));
    Path fan = new Packed("fan", "1").bundle("org.fan", "1").write(file());
    packages.install(known(fan, "fan", "1"));
    packages.settle();
    List<String> before = framework.bundles();
    refuses(
        packed().bundle("org.a", "2").bundle("org.bad", "1", "Import-Package: not.there").bytes(),
        "its bundle org.bad does not start");
    assertThat(framework.bundles()).isEqualTo(before);
    refuses(packed().bundle("org.fan", "2").bytes(), "");
    refuses(
        packed().bundle("org.a", "2").file("more", new byte[1]).bundle("org.d", "1").bytes(), "");
    byte[] other = Packed.bundleBytes("org.other", "1");
    refuses(
        packed().said("org.a", "2").file("org.a.jar", other).bytes(), "is not the bundle org.a 2");
    refuses(
        packed().said("org.a", "2").file("org.a.jar", new byte[9]).bytes(), "is not the bundle");
    assertThat(framework.bundles()).isEqualTo(before);
  }

  @Test
  void packageThatWasChangedAfterItWasSigned_isRefused() throws Exception {
    byte[] signed = signed(heater("2"));
    refuses(replaced(signed, "org.a.jar"), "is not as it was signed");
    refuses(replaced(signed, "META-INF/MANIFEST.MF"), "is not as it was signed");
    assertThat(framework.bundles()).isEmpty();
  }

  @Test
  void agentItself_isNotReplaced() throws Exception {
    Path file = new Packed("io.slipway.agent", "9").bundle("io.slipway.agent", "9").write(file());
    assertThatThrownBy(() -> packages.install(known(file, "io.slipway.agent", "9")))
        .isInstanceOf(HandlerException.class)
        .hasMessageContaining("cannot be replaced");
  }

  /** Nothing is left of it, and what was there before runs. */
  private void refuses(byte[] bytes, String why) throws Exception {
    List<String> before = framework.bundles();
    Path file = Files.write(file(), bytes);
    assertThatThrownBy(() -> packages.install(known(file, "heater", "2")))
        .isInstanceOf(HandlerException.class)
        .hasMessageContaining(why);
    assertThat(framework.bundles()).isEqualTo(before);
    assertThat(runs("heater", "2")).isFalse();
    packages.rollBack(known("heater", "2"));
    assertThat(framework.bundles()).isEqualTo(before);
  }

  private DeploymentPackages again() {
    return new DeploymentPackages(
        services, deployer(services, place.resolve("packages")), place.resolve("former"));
  }

  /** Version 1 has bundles a and b, version 2 another a, and c. */
  private Path heater(String version) throws IOException {
    return new Packed("heater", version)
        .bundle("org.a", version)
        .bundle(version.equals("1") ? "org.b" : "org.c", "1")
        .write(file());
  }

  private boolean runs(String name, String version) {
    try {
      packages.status(known(name, version));
      return true;
    } catch (HandlerException doesNot) {
      return false;
    }
  }

  /** As it is asked for when its content is gone. */
  private PackageFile known(String name, String version) {
    return known(place.resolve("gone"), name, version);
  }

  private static PackageFile known(Path content, String name, String version) {
    return new PackageFile(content, name, version, "dp", "0".repeat(64));
  }

  private static Packed packed() {
    return new Packed("heater", "2");
  }

  private Path file() throws IOException {
    return Files.createTempFile(place, "some", ".dp");
  }

  private static byte[] bomb() throws IOException {
    byte[] library = Packed.zip(Map.of("zeros", new byte[20 * 1024 * 1024]));
    return Packed.zip(Map.of("library.jar", library));
  }

  private static byte[] signed(Path unsigned) throws Exception {
    Authority authority = Authority.make("CN=developers");
    KeyPair pair = Authority.pair();
    X509Certificate certificate =
        authority.issue("CN=developer", pair.getPublic(), Authority.BEGIN, Authority.END);
    JarSigner signer =
        new JarSigner.Builder(
                pair.getPrivate(),
                CertificateFactory.getInstance("X.509").generateCertPath(List.of(certificate)))
            .build();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipFile jar = new ZipFile(unsigned.toFile());
        OutputStream closed = out) {
      signer.sign(jar, closed);
    }
    return out.toByteArray();
  }

  /** With another content of one file, which is still a right one. */
  private static byte[] replaced(byte[] archive, String name) throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        files.put(entry.getName(), zip.readAllBytes());
      }
    }
    String manifest = new String(files.get(name), StandardCharsets.UTF_8);
    files.put(
        name,
        name.endsWith(".MF")
            ? manifest
                .replace("\r\nName: org.c.jar", "\r\nName: org.c.jar\r\nX-New: y")
                .getBytes(StandardCharsets.UTF_8)
            : Packed.bundleBytes("org.a", "2", "X-New: y"));
    return Packed.zip(files);
  }
}
