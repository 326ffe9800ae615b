// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.protocol.signing.Pem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509CRL;
import java.time.Instant;
import java.util.Random;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What operators upload of manufacturers is taken, or refused with the reason. */
class ManufacturerFileTest {
  private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
  private static final Instant PAST = Instant.parse("2026-05-01T00:00:00Z");
  private static final Instant LATER = Instant.parse("2026-07-01T00:00:00Z");

  private final TestManufacturer maker = TestManufacturer.root("CN=Maker CA");

  @Test
  void authority_isTakenWithThoseBelowIt() throws Exception {
    TestManufacturer plant = maker.below("CN=Plant", TestManufacturer::authority);
    ManufacturerFile file = ManufacturerFile.read("text\n" + maker.pem() + plant.pem(), NOW);
    assertThat(file.certificates()).containsExactly(maker.certificate(), plant.certificate());
    assertThat(file.fingerprint()).matches("[0-9a-f]{64}");
    // One below another may be trusted without that.
    assertThat(ManufacturerFile.read(plant.pem(), NOW).authority()).isEqualTo(plant.certificate());
  }

  @Test
  void whatIsNoAuthority_isRefused() {
    refused("", "must be 1 to 5 certificates");
    refused(maker.pem().repeat(6), "must be 1 to 5 certificates");
    refused("x".repeat(70_000), "64 KiB");
    refused("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "cannot be read");
    refused(
        maker.pem() + Pem.block("PRIVATE KEY", maker.key().getPrivate().getEncoded()),
        "holds a private key");
    refused(Pem.of(maker.device("CN=gateway")), "certificate 1 is not that of an authority");
    refused(
        maker.pem() + TestManufacturer.root("CN=Other").pem(),
        "certificate 2 was issued by none of those before it");
    TestManufacturer old =
        TestManufacturer.root("CN=Old", TestManufacturer.BEGAN, PAST, TestManufacturer::authority);
    refused(old.pem(), "is valid from 2026-01-01T00:00:00Z to 2026-05-01T00:00:00Z only");
  }

  @Test
  void list_isTakenWhereItIsTheAuthoritys() throws Exception {
    ManufacturerFile file = ManufacturerFile.read(maker.pem(), NOW);
    X509CRL list = maker.crl(PAST, LATER, maker.device("CN=gateway"));
    ManufacturerFile.Crls read = file.crls("text\n" + TestManufacturer.pem(list), NOW);
    assertThat(read.lists()).containsExactly(list);
    assertThat(read.nextUpdate()).contains(LATER);
    assertThat(file.crls(read.pem(), NOW).pem()).isEqualTo(read.pem());
  }

  @Test
  void listOfSomebodyElse_isRefused() throws Exception {
    refusedList(TestManufacturer.root("CN=Other").crl(PAST, LATER), "signed by none");
    refusedList(TestManufacturer.root("CN=Maker CA").crl(PAST, LATER), "signed by none");
    refusedList(maker.crl(LATER, LATER), "in the future");
    ManufacturerFile file = ManufacturerFile.read(maker.pem(), NOW);
    assertThatThrownBy(() -> file.crls(maker.pem(), NOW)).hasMessageContaining("1 to 5");
    assertThatThrownBy(() -> file.crls("x".repeat(600_000), NOW)).hasMessageContaining("512 KiB");
  }

  @Test
  void partOfAList_isRefused() {
    refusedList(
        maker.crl(
            PAST,
            LATER,
            b -> b.addExtension(Extension.deltaCRLIndicator, true, new ASN1Integer(1))),
        "must be complete");
    refusedList(
        maker.crl(
            PAST,
            LATER,
            b ->
                b.addExtension(
                    Extension.issuingDistributionPoint,
                    true,
                    new IssuingDistributionPoint(null, true, false, null, false, false))),
        "must be complete");
  }

  @Test
  void olderList_doesNotReplaceANewerOne() throws Exception {
    ManufacturerFile file = ManufacturerFile.read(maker.pem(), NOW);
    ManufacturerFile.Crls newer = file.crls(TestManufacturer.pem(maker.crl(PAST, LATER)), NOW);
    ManufacturerFile.Crls older =
        file.crls(TestManufacturer.pem(maker.crl(PAST.minusSeconds(60), LATER)), NOW);
    newer.requireNotOlderThan(older);
    assertThatThrownBy(() -> older.requireNotOlderThan(newer))
        .hasMessageContaining("older than the one that is there");
  }

  @Test
  void filesThatOpensslMade_areTaken(@TempDir Path folder) throws Exception {
    OpenSsl.run(
        folder,
        "req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 99 -subj /CN=Maker");
    Files.writeString(folder.resolve("index.txt"), "");
    Files.writeString(folder.resolve("crlnumber"), "01\n");
    Files.writeString(
        folder.resolve("ca.cnf"),
        "[ca]\ndefault_ca=d\n[d]\ndatabase=index.txt\ncrlnumber=crlnumber\ndefault_md=sha256\n"
            + "default_crl_days=30\n");
    OpenSsl.run(folder, "ca -gencrl -config ca.cnf -keyfile ca.key -cert ca.pem -out crl.pem");
    Instant now = Instant.now().plusSeconds(60);
    ManufacturerFile file = ManufacturerFile.read(Files.readString(folder.resolve("ca.pem")), now);
    assertThat(file.crls(Files.readString(folder.resolve("crl.pem")), now).lists()).hasSize(1);
  }

  /** Whatever bytes are changed, nothing but a refusal comes of it. */
  @Test
  void mutilatedFiles_areRefusedOrTakenAndNeverAnythingElse() throws Exception {
    ManufacturerFile file = ManufacturerFile.read(maker.pem(), NOW);
    byte[] list = maker.crl(PAST, LATER, maker.device("CN=gateway")).getEncoded();
    byte[] certificate = maker.certificate().getEncoded();
    Random random = new Random(13);
    for (int i = 0; i < 2_000; i++) {
      String badList = Pem.block("X509 CRL", mutilated(list, random));
      String bad = Pem.block("CERTIFICATE", mutilated(certificate, random));
      attempt(() -> assertThat(file.crls(badList, NOW).lists()).hasSize(1));
      attempt(() -> assertThat(ManufacturerFile.read(bad, NOW).certificates()).hasSize(1));
    }
  }

  /** Something that may refuse. */
  @FunctionalInterface
  private interface Reading {
    void run() throws CertificateException;
  }

  private static void attempt(Reading reading) {
    try {
      reading.run();
    } catch (CertificateException refused) {
      assertThat(refused).hasMessageMatching("(?s).{5,400}");
    }
  }

  private static byte[] mutilated(byte[] whole, Random random) {
    byte[] mutilated = whole.clone();
    for (int n = random.nextInt(3); n >= 0; n--) {
      mutilated[random.nextInt(mutilated.length)] = (byte) random.nextInt();
    }
    return mutilated;
  }

  private static void refused(String pem, String why) {
    assertThatThrownBy(() -> ManufacturerFile.read(pem, NOW))
        .isInstanceOf(CertificateException.class)
        .hasMessageContaining(why);
  }

  private void refusedList(X509CRL list, String why) {
    assertThatThrownBy(
            () -> ManufacturerFile.read(maker.pem(), NOW).crls(TestManufacturer.pem(list), NOW))
        .isInstanceOf(CertificateException.class)
        .hasMessageContaining(why);
  }
}
