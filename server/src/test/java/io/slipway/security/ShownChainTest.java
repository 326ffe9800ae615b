// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.domain.FactoryIdentity;
import io.slipway.protocol.signing.Pem;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.OtherName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a factory certificate says of its device. */
class ShownChainTest {
  private final TestManufacturer maker = TestManufacturer.root("CN=Maker CA");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SERIALNUMBER=4711,CN=gateway,O=Maker|4711",
        "CN=gateway+SERIALNUMBER=4711|4711",
        "CN=gateway,O=Maker|gateway",
        "CN=Größe 1|Größe 1",
        "SERIALNUMBER=1,SERIALNUMBER=2,CN=gateway|",
        "CN=a,CN=b|",
        "O=Maker|",
      })
  void devId_isTheSerialNumberElseTheCommonName(String subject, String devId) throws Exception {
    assertThat(devId(maker.device(subject))).isEqualTo(Optional.ofNullable(devId));
  }

  @Test
  void devId_isElseThatOfTheHardwareModule() throws Exception {
    byte[] text = "HW-1".getBytes(StandardCharsets.US_ASCII);
    assertThat(devId(maker.device("O=Maker", b -> b.addExtension(module(text))))).contains("HW-1");
    byte[] binary = {0x01, (byte) 0xab};
    assertThat(devId(maker.device("O=Maker", b -> b.addExtension(module(binary)))))
        .contains("01ab");
    assertThat(devId(maker.device("CN=n", b -> b.addExtension(module(text))))).contains("n");
    assertThat(devId(maker.device("O=Maker", b -> b.addExtension(module(text, binary))))).isEmpty();
  }

  private static Extension module(byte[]... serials) throws Exception {
    GeneralName[] names = new GeneralName[serials.length];
    for (int i = 0; i < serials.length; i++) {
      ASN1EncodableVector module = new ASN1EncodableVector();
      module.add(new ASN1ObjectIdentifier("1.3.6.1.4.1.99999.1"));
      module.add(new DEROctetString(serials[i]));
      names[i] =
          new GeneralName(
              GeneralName.otherName,
              new OtherName(
                  new ASN1ObjectIdentifier("1.3.6.1.5.5.7.8.4"), new DERSequence(module)));
    }
    return new Extension(
        Extension.subjectAlternativeName, false, new GeneralNames(names).getEncoded());
  }

  @Test
  void certificateThatOpensslMade_isReadAsOpensslReadsIt(@TempDir Path folder) throws Exception {
    OpenSsl.run(
        folder,
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key.pem"
            + " -out device.pem -days 99 -subj /O=Maker/CN=gateway/serialNumber=4711");
    X509Certificate device =
        Pem.certificates(Files.readString(folder.resolve("device.pem"))).get(0);
    FactoryIdentity read = ShownChain.of(List.of(device)).identity();
    assertThat(read.devId()).contains("4711");
    String fingerprint =
        OpenSsl.run(folder, "x509 -in device.pem -noout -fingerprint -sha256")
            .replaceAll(".*=", "")
            .strip();
    assertThat(read.fingerprint()).isEqualToIgnoringCase(fingerprint.replace(":", ""));
    assertThat(OpenSsl.run(folder, "x509 -in device.pem -noout -serial").toLowerCase(Locale.ROOT))
        .contains(read.serial());
  }

  private static Optional<String> devId(X509Certificate device) throws Exception {
    return ShownChain.of(List.of(device)).identity().devId();
  }
}
