// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.domain.RequestOptions;
import io.slipway.registry.RefusedException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever a body holds, it is read or refused; nothing else comes of it. */
class MutilatedJsonTest {
  private static final int ROUNDS = 20_000;
  private static final String ALPHABET = "{}[]\",:0123456789.eE+-\\/untrfalsé \u0000\ud83d\ude00";
  private static final byte[] OPTIONS =
      """
      {"endpointInfoId":"AQ","activationOptions":{"status":"ENABLED",
       "activatesOn":"2026-01-01T00:00:00.000Z","expiresOn":null},
       "connectionOptions":{"reserveUser":true,"userCouplingMode":"STRICT","passwordLength":40},
       "extraOptions":{"vpnAccess":false,"deviceConfiguration":{"configuration":[{"id":"wifi",
       "properties":{"property":[{"name":"key","array":true,"encrypted":false,"type":"Password",
       "value":["a",1,true]}]}}]},"slipway":{"retryMaxAttempts":-1,"profile":"kura",
       "reprovision":"never","componentPid":"x","attempts":1}}}
      """
          .getBytes(StandardCharsets.UTF_8);

  @Test
  void options_areReadOrRefused() {
    Random random = new Random(20_260_601);
    int refused = 0;
    for (int round = 0; round < ROUNDS; round++) {
      byte[] body = mutilated(random);
      try {
        assertThat(OptionsJson.read(JsonBody.fields(body), RequestOptions.Extra.DEFAULT))
            .isNotNull();
      } catch (RefusedException expected) {
        assertThat(expected.field()).isPresent();
        assertThat(expected.problem()).isNotBlank();
        refused++;
      }
    }
    assertThat(refused).isBetween(ROUNDS / 2, ROUNDS - 1);
  }

  private static byte[] mutilated(Random random) {
    byte[] body = OPTIONS.clone();
    byte[] letters = ALPHABET.getBytes(StandardCharsets.UTF_8);
    int changes = 1 + random.nextInt(3);
    for (int i = 0; i < changes; i++) {
      body[random.nextInt(body.length)] = letters[random.nextInt(letters.length)];
    }
    return random.nextInt(10) == 0 ? Arrays.copyOf(body, random.nextInt(body.length)) : body;
  }
}
