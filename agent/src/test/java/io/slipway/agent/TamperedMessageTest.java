// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent;

import static io.slipway.agent.Platform.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.slipway.agent.Platform.Letter;
import io.slipway.agent.Talk.Heard;
import io.slipway.protocol.message.Nonce;
import io.slipway.protocol.message.PlatformRequest;
import io.slipway.protocol.payload.KuraPayloadCodec;
import io.slipway.protocol.payload.PayloadLimits;
import io.slipway.protocol.topic.ControlScope;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever comes, nothing is carried out but what the platform has signed. */
class TamperedMessageTest {
  private static final String DEVICE = "pump";
  private static final Nonce NONCE = new Nonce("0123456789abcdef0123456789abcdef");
  private static final PlatformRequest COMPLETE =
      new PlatformRequest.Complete("acme", "mqtt://broker:1883", "pump-1", DEVICE);
  private static final int ROUNDS = 3_000;

  @Test
  void changedBytes_areNeverCarriedOut() throws Exception {
    Platform platform = Platform.make();
    Random random = new Random(20_260_601);
    for (PlatformRequest request : new PlatformRequest[] {platform.certificates(), COMPLETE}) {
      Letter genuine = platform.letter(DEVICE, request, 2, NONCE);
      for (int round = 0; round < ROUNDS / 2; round++) {
        byte[] changed = genuine.payload().clone();
        changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
        assertOnlyGenuine(talk(platform), genuine, changed);
      }
    }
  }

  @FuzzTest
  void anyBytes_areNeverCarriedOut(byte[] bytes) throws Exception {
    Platform platform = Platform.make();
    assertOnlyGenuine(talk(platform), platform.letter(DEVICE, COMPLETE, 2, NONCE), bytes);
  }

  /** Bytes that differ may still mean the same, such as fields in another order. */
  private static void assertOnlyGenuine(Talk talk, Letter genuine, byte[] bytes) {
    Heard heard = talk.hear(genuine.topic(), bytes, NOW);
    if (heard instanceof Heard.Order) {
      assertThat(KuraPayloadCodec.decode(bytes, PayloadLimits.DEFAULT))
          .isEqualTo(KuraPayloadCodec.decode(genuine.payload(), PayloadLimits.DEFAULT));
    }
  }

  private static Talk talk(Platform platform) {
    Talk talk =
        new Talk(
            new ControlScope(Platform.PREFIX, Platform.ACCOUNT, DEVICE),
            NONCE,
            platform.root()::equals,
            NOW.minusSeconds(1));
    Letter chain = platform.letter(DEVICE, platform.certificates(), 1, NONCE);
    assertThat(talk.hear(chain.topic(), chain.payload(), NOW)).isInstanceOf(Heard.Order.class);
    return talk;
  }
}
