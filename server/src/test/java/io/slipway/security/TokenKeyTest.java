// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.protocol.message.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A master key in a PKCS#11 token, which SoftHSM plays. */
class TokenKeyTest {
  private static final String MODULE = "/usr/lib/softhsm/libsofthsm2.so";
  private static final String URI = "pkcs11:object=master?module-path=" + MODULE;

  @TempDir private Path folder;

  @Test
  void keyInAToken_isTheSameMasterKeyEachTimeAndStandsBeforeThatOfTheFile() throws Exception {
    Files.createDirectory(folder.resolve("tokens"));
    Files.writeString(
        folder.resolve("softhsm2.conf"),
        "directories.tokendir = %s/tokens\nobjectstore.backend = file\n".formatted(folder));
    Files.writeString(
        folder.resolve("token.cfg"), "name=keytool\nlibrary=" + MODULE + "\nslotListIndex=0\n");
    run(
        "softhsm2-util",
        "--init-token",
        "--free",
        "--label",
        "x",
        "--pin",
        "1234",
        "--so-pin",
        "5678");
    makeKey("master");
    makeKey("older");
    Path pin =
        Files.createFile(
            folder.resolve("pin"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(pin, "1234\n");
    MasterKey file = MasterKey.openOrCreate(folder.resolve("master.key"), new SecureRandom());

    String said =
        run(
            java("java"),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            TokenKeyTest.class.getName(),
            folder.toString());
    List<String> lines = said.lines().filter(l -> l.startsWith("> ")).toList();
    assertThat(lines).as(said).hasSize(5);
    assertThat(lines.get(0)).contains("CKR_PIN_INCORRECT").doesNotContain("4321");
    assertThat(lines.get(1)).contains("the PIN of pkcs11:object=master is not given");
    assertThat(lines.get(2)).contains("the token has no key other");
    assertThat(lines.get(3)).matches("> \\[[0-9a-f]{8}, [0-9a-f]{8}, " + file.kid() + "]");
    assertThat(lines.get(4)).isEqualTo(lines.get(3));
  }

  /** In a process of its own, since only the environment names SoftHSM's folder. */
  public static void main(String[] arguments) {
    Path file = Path.of(arguments[0], "master.key");
    tell(file, URI, Optional.of("4321"));
    tell(file, URI, Optional.empty());
    tell(file, URI.replace("master", "other"), Optional.of("1234"));
    tell(file, URI + " " + URI.replace("master", "older"), Optional.of("1234"));
    String source = "&pin-source=file:" + arguments[0] + "/pin";
    tell(file, URI + source + " " + URI.replace("master", "older") + source, Optional.empty());
  }

  private static void tell(Path file, String uris, Optional<String> pin) {
    MasterKey.Elsewhere elsewhere =
        new MasterKey.Elsewhere(Optional.empty(), Optional.of(uris), pin.map(Secret::of));
    try {
      System.out.println("> " + MasterKey.open(elsewhere, file).kids());
    } catch (IOException e) {
      System.out.println("> " + e.getMessage());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file:/a",
        "pkcs11:",
        "pkcs11:object=a",
        "pkcs11:module-path=/a",
        "pkcs11:object=a;object=b?module-path=/a",
        "pkcs11:object=a?module-path=/a&pin-value=1",
        "pkcs11:object=a;slot-id=x?module-path=/a",
        "pkcs11:object=a?module-path=/a%0Aslot=1",
        "pkcs11:object=%?module-path=/a"
      })
  void otherUri_isRefused(String uri) {
    assertThatThrownBy(() -> TokenKey.parse(uri)).isInstanceOf(IllegalArgumentException.class);
  }

  private void makeKey(String label) throws Exception {
    run(
        java("keytool"),
        "-genseckey",
        "-alias",
        label,
        "-keyalg",
        "AES",
        "-keysize",
        "256",
        "-storetype",
        "PKCS11",
        "-storepass",
        "1234",
        "-providerClass",
        "sun.security.pkcs11.SunPKCS11",
        "-providerArg",
        folder.resolve("token.cfg").toString());
  }

  private static String java(String program) {
    return Path.of(System.getProperty("java.home"), "bin", program).toString();
  }

  private String run(String... command) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(new ArrayList<>(List.of(command))).redirectErrorStream(true);
    builder.environment().put("SOFTHSM2_CONF", folder.resolve("softhsm2.conf").toString());
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }
}
