// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.Test;

class CertificateProfileTest {
  private static final CertificateProfile OPEN =
      new CertificateProfile(
          Optional.of("CN=${clientId},OU=${site},O=acme"),
          List.of("dns:${clientId}.example", "uri:urn:x:${site}"),
          Set.of(CertificateProfile.KeyUse.DIGITAL_SIGNATURE));

  @Test
  void values_makeNoMoreOfANameThanAValue() {
    CertificateProfile rendered = render("pump", "north, O=other/+1");
    assertThat(rendered.subject()).contains("CN=pump,OU=north\\, O\\=other/\\+1,O=acme");
    assertThat(rendered.alternatives())
        .containsExactly("dns:pump.example", "uri:urn:x:north%2C%20O%3Dother%2F%2B1");
  }

  @Test
  void valueThatIsMissing_isNamed() {
    assertThatThrownBy(() -> OPEN.render(new Variables(Map.of("clientId", "a"))))
        .hasMessage("the device's certificate needs ${site}, which is not given");
    assertThat(OPEN.sample().subject()).contains("CN=x,OU=x,O=acme");
  }

  @FuzzTest(maxDuration = "5s")
  void anyValue_isOneValueOfItsName(String value) {
    if (value == null
        || value.isEmpty()
        || value.chars().anyMatch(c -> Character.isSurrogate((char) c))) {
      return;
    }
    X500Principal name = new X500Principal("CN=" + CertificateProfile.escaped(value) + ",O=acme");
    assertThat(name).isEqualTo(new X500Principal(name.getEncoded()));
    assertThat(name.getName().replaceAll("\\\\.", "").split("[,+]", -1)).hasSize(2);
  }

  private static CertificateProfile render(String clientId, String site) {
    return OPEN.render(new Variables(Map.of("clientId", clientId, "site", site)));
  }
}
