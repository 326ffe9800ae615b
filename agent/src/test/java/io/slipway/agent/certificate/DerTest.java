// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.util.Random;
import java.util.stream.IntStream;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DEROctetString;
import org.junit.jupiter.api.Test;

class DerTest {
  private static final int OCTET_STRING = 0x04;
  private static final int[] TURNS = {0, 0x7f, 0xff, 0xffff};

  @Test
  void length_isAsOthersWriteIt() throws IOException {
    Random random = new Random(20_261_128);
    IntStream lengths =
        IntStream.concat(
            IntStream.of(TURNS).flatMap(turn -> IntStream.of(turn, turn + 1, turn + 2)),
            // Of every order of magnitude.
            IntStream.range(0, 200).map(i -> random.nextInt(1 << (i % 20))));
    for (int length : lengths.toArray()) {
      byte[] content = new byte[length];
      random.nextBytes(content);
      assertThat(Der.value(OCTET_STRING, content))
          .as("length " + length)
          .isEqualTo(new DEROctetString(content).getEncoded("DER"));
    }
  }

  @Test
  void length_isTheShortestThatThereIs() {
    Random random = new Random(20_261_129);
    for (int i = 0; i < 10_000; i++) {
      int length = random.nextInt() >>> (1 + random.nextInt(31));
      byte[] coded = Der.length(length);
      assertThat(decoded(coded)).isEqualTo(length);
      if (coded.length > 1) {
        assertThat(length).isGreaterThanOrEqualTo(0x80);
        assertThat(coded[1]).as("no leading zero for " + length).isNotZero();
      }
    }
  }

  private static long decoded(byte[] coded) {
    int first = coded[0] & 0xff;
    if (first < 0x80) {
      assertThat(coded).hasSize(1);
      return first;
    }
    assertThat(coded).hasSize(1 + (first & 0x7f));
    long value = 0;
    for (int i = 1; i < coded.length; i++) {
      value = value << 8 | coded[i] & 0xff;
    }
    return value;
  }

  @FuzzTest
  void values_areReadAsTheyWereWritten(byte[] bytes) throws IOException {
    byte[] written =
        Der.sequence(Der.value(OCTET_STRING, bytes), Der.sequence(), Der.bitString(bytes));
    ASN1Sequence read = ASN1Sequence.getInstance(ASN1Primitive.fromByteArray(written));
    assertThat(ASN1OctetString.getInstance(read.getObjectAt(0)).getOctets()).isEqualTo(bytes);
    assertThat(ASN1Sequence.getInstance(read.getObjectAt(1))).isEmpty();
    assertThat(ASN1BitString.getInstance(read.getObjectAt(2)).getOctets()).isEqualTo(bytes);
  }
}
