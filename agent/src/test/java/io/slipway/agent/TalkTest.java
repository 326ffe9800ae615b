// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent;

import static io.slipway.agent.Platform.LIFE;
import static io.slipway.agent.Platform.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.agent.Platform.Letter;
import io.slipway.agent.Talk.Heard;
import io.slipway.protocol.message.Answer;
import io.slipway.protocol.message.FailureCause;
import io.slipway.protocol.message.KeyType;
import io.slipway.protocol.message.Nonce;
import io.slipway.protocol.message.PlatformRequest;
import io.slipway.protocol.payload.KuraPayload;
import io.slipway.protocol.payload.KuraPayloadCodec;
import io.slipway.protocol.signing.Pem;
import io.slipway.protocol.topic.ControlScope;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TalkTest {
  private static final String DEVICE = "pump";
  private static final Nonce NONCE = new Nonce("0123456789abcdef0123456789abcdef");
  private static final Nonce OTHER_NONCE = new Nonce("f".repeat(32));
  private static final Instant BUILT = NOW.minusSeconds(1_000);
  private static final PlatformRequest COMPLETE =
      new PlatformRequest.Complete("acme", "mqtt://broker:1883", "pump-1", DEVICE);

  private static Platform platform;
  private static Platform stranger;

  private Talk talk;

  @BeforeAll
  static void platforms() throws Exception {
    platform = Platform.make();
    stranger = Platform.make();
  }

  @BeforeEach
  void begin() {
    talk = talk(platform.root()::equals);
  }

  @Test
  void certificates_areTakenAndVouchForWhatFollows() {
    assertThat(talk.chain()).isEmpty();
    Heard.Order first = order(hear(letter(platform.certificates(), 1)));
    assertThat(first.request()).isEqualTo(platform.certificates());
    assertThat(first.topic())
        .isEqualTo("$EDC/eurotech-provision/slipway-1/PROVISION-V1/REPLY/%032x".formatted(1));
    assertThat(talk.chain()).contains(platform.chain());
    assertThat(order(hear(letter(COMPLETE, 2))).request()).isEqualTo(COMPLETE);
  }

  @Test
  void request_isNotCarriedOutBeforeTheCertificates() {
    assertThat(refusal(hear(letter(COMPLETE, 1))))
        .isEqualTo("SIGNATURE_INVALID: the certificates have not come yet");
  }

  @Test
  void requestOfAnotherRun_isRefused() {
    assertThat(refusal(hear(platform.letter(DEVICE, platform.certificates(), 1, OTHER_NONCE))))
        .isEqualTo("SIGNATURE_INVALID: the message is of another run");
    trust();
    assertThat(refusal(hear(platform.letter(DEVICE, COMPLETE, 2, OTHER_NONCE))))
        .isEqualTo("SIGNATURE_INVALID: the message is of another run");
  }

  @Test
  void sameRequestInAnotherRun_isCarriedOutAgain() {
    trust();
    answered(order(hear(letter(COMPLETE, 7))), Answer.accepted());
    Talk next = new Talk(scope(), OTHER_NONCE, platform.root()::equals, BUILT);
    Letter chain = platform.letter(DEVICE, platform.certificates(), 1, OTHER_NONCE);
    order(next.hear(chain.topic(), chain.payload(), NOW));
    Letter again = platform.letter(DEVICE, COMPLETE, 7, OTHER_NONCE);
    assertThat(order(next.hear(again.topic(), again.payload(), NOW)).request()).isEqualTo(COMPLETE);
  }

  @Test
  void repeatedRequest_getsTheSameAnswerAndIsNotCarriedOut() {
    trust();
    Answer answer = Answer.refused(500, "no room");
    answered(order(hear(letter(COMPLETE, 2))), answer);
    Heard again = hear(letter(COMPLETE, 2));
    assertThat(again)
        .isInstanceOfSatisfying(
            Heard.OnlyAnswer.class, only -> assertThat(only.answer()).isEqualTo(answer));
    order(hear(letter(COMPLETE, 3)));
  }

  @Test
  void unsignedRequest_isRefused() {
    KuraPayload plain = Platform.plain(platform.certificates(), 1, NONCE);
    Heard heard =
        talk.hear(
            Platform.topic(DEVICE, platform.certificates().rest()).topic(),
            KuraPayloadCodec.encode(plain),
            NOW);
    assertThat(refusal(heard)).startsWith("SIGNATURE_INVALID: ");
  }

  @Test
  void requestSignedByAStranger_isRefused() {
    trust();
    assertThat(refusal(hear(stranger.letter(DEVICE, COMPLETE, 2, NONCE))))
        .startsWith("SIGNATURE_INVALID: signed with another key");
  }

  @Test
  void strangersSignatureUnderThePlatformsChain_isRefused() {
    PlatformRequest borrowed = platform.certificates();
    assertThat(refusal(hear(stranger.letter(DEVICE, borrowed, 1, NONCE))))
        .startsWith("SIGNATURE_INVALID: ");
    assertThat(talk.chain()).isEmpty();
  }

  @Test
  void untrustedRoot_isRefusedUnlessNobodyAsks() {
    Letter chain = stranger.letter(DEVICE, stranger.certificates(), 1, NONCE);
    assertThat(refusal(hear(chain)))
        .isEqualTo("CERTIFICATES_REFUSED: the root is not trusted: CN=root");
    talk = talk(root -> true);
    order(hear(chain));
  }

  @Test
  void chainOutsideItsLife_isRefused() {
    Letter chain = letter(platform.certificates(), 1);
    for (Instant wrong : new Instant[] {NOW.plus(LIFE).plusSeconds(1), BUILT.minus(LIFE)}) {
      Talk later = new Talk(scope(), NONCE, platform.root()::equals, Instant.EPOCH);
      assertThat(refusal(later.hear(chain.topic(), chain.payload(), wrong)))
          .startsWith("CERTIFICATES_REFUSED: the platform's chain does not hold");
    }
  }

  @Test
  void clockThatCannotBeRight_isReplacedByThePlatforms() {
    Letter chain = letter(platform.certificates(), 1);
    order(talk.hear(chain.topic(), chain.payload(), Instant.EPOCH));
    // A platform that is as wrong helps nobody.
    Letter wrong = letter(new PlatformRequest.PutCertificates(platform.chain(), 0), 1);
    talk = talk(platform.root()::equals);
    assertThat(refusal(talk.hear(wrong.topic(), wrong.payload(), Instant.EPOCH)))
        .startsWith("CERTIFICATES_REFUSED: ");
  }

  @Test
  void refusal_isBelievedBeforeTheCertificatesIfItBringsThem() {
    PlatformRequest refuse =
        new PlatformRequest.Refuse(FailureCause.EXPIRED, "too late", 60, platform.chain());
    assertThat(order(hear(letter(refuse, 1))).request()).isEqualTo(refuse);
    Letter again = letter(refuse, 2);
    talk = talk(platform.root()::equals);
    order(talk.hear(again.topic(), again.payload(), Instant.EPOCH));
    PlatformRequest foreign =
        new PlatformRequest.Refuse(FailureCause.EXPIRED, "too late", 60, stranger.chain());
    talk = talk(platform.root()::equals);
    assertThat(refusal(hear(stranger.letter(DEVICE, foreign, 1, NONCE))))
        .startsWith("CERTIFICATES_REFUSED: ");
  }

  @Test
  void platformWithARsaKey_isRefused() throws Exception {
    Platform rsa = Platform.make("RSA", "");
    talk = talk(root -> true);
    KuraPayload plain = Platform.plain(rsa.certificates(), 1, NONCE);
    Heard heard =
        talk.hear(
            Platform.topic(DEVICE, rsa.certificates().rest()).topic(),
            KuraPayloadCodec.encode(plain),
            NOW);
    assertThat(refusal(heard))
        .isEqualTo("CERTIFICATES_REFUSED: keys are P-256 or Ed25519, not RSA");
  }

  @Test
  void brokenChain_isRefused() {
    for (String pem : new String[] {"", "nonsense", Pem.of(platform.signer())}) {
      PlatformRequest broken = new PlatformRequest.PutCertificates(pem, NOW.toEpochMilli());
      assertThat(refusal(hear(letter(broken, 1)))).startsWith("CERTIFICATES_REFUSED: ");
    }
  }

  @Test
  void otherTopics_areNotHeard() {
    byte[] payload = letter(platform.certificates(), 1).payload();
    for (String topic :
        new String[] {
          "$EDC/eurotech-provision/other/PROVISION-V1/PUT/certificates",
          "$EDC/acme/pump/PROVISION-V1/PUT/certificates",
          "$XYZ/eurotech-provision/pump/PROVISION-V1/PUT/certificates",
          "$EDC/eurotech-provision/pump/MQTT/PROV",
          "$EDC/eurotech-provision/pump",
          "",
        }) {
      assertThat(talk.hear(topic, payload, NOW)).as(topic).isEqualTo(new Heard.Nothing());
    }
    // The topic is signed too.
    assertThat(refusal(talk.hear("$EDC/eurotech-provision/pump/A/PUT/certificates", payload, NOW)))
        .startsWith("SIGNATURE_INVALID: ");
  }

  @Test
  void unknownRequest_isAnsweredThatNobodyHandlesIt() {
    String topic = Platform.topic(DEVICE, "NEWS-V1/GET/all").topic();
    byte[] unsigned = KuraPayloadCodec.encode(Platform.plain(COMPLETE, 4, NONCE));
    assertThat(refusal(talk.hear(topic, unsigned, NOW))).startsWith("SIGNATURE_INVALID: ");
    trust();
    assertThat(refusal(talk.hear(topic, unsigned, NOW))).startsWith("SIGNATURE_INVALID: ");
    Letter signed =
        platform.letter(
            Platform.topic(DEVICE, "NEWS-V1/GET/all"), Platform.plain(COMPLETE, 5, NONCE));
    assertThat(hear(signed))
        .isInstanceOfSatisfying(
            Heard.OnlyAnswer.class, only -> assertThat(only.answer().code()).isEqualTo(404));
  }

  @Test
  void requestThatCannotBeRead_isAnsweredThatItIsWrong() {
    trust();
    PlatformRequest csr = new PlatformRequest.CreateCsr("CN=pump", KeyType.EC_P256);
    KuraPayload odd =
        Platform.plain(csr, 4, NONCE).toBuilder()
            .without("key.type")
            .metric("key.type", "RSA-512")
            .build();
    assertThat(hear(platform.letter(Platform.topic(DEVICE, csr.rest()), odd)))
        .isInstanceOfSatisfying(
            Heard.OnlyAnswer.class,
            only ->
                assertThat(only.answer())
                    .isEqualTo(Answer.refused(400, "no key can be made of type RSA-512")));
  }

  @Test
  void timeOfARequest_isThePlatformsUnlessThatCannotBeRight() {
    trust();
    Letter letter = letter(COMPLETE, 2);
    for (Instant own : new Instant[] {Instant.EPOCH, BUILT.plusSeconds(1), NOW.plusSeconds(500)}) {
      assertThat(order(talk.hear(letter.topic(), letter.payload(), own)).time()).isEqualTo(NOW);
    }
    KuraPayload old = Platform.plain(COMPLETE, 3, NONCE).toBuilder().timestamp(5).build();
    Letter early = platform.letter(Platform.topic(DEVICE, COMPLETE.rest()), old);
    Instant own = NOW.plusSeconds(7);
    assertThat(order(talk.hear(early.topic(), early.payload(), own)).time()).isEqualTo(own);
  }

  @Test
  void payloadWithoutAnyId_isNotAnswered() {
    String topic = Platform.topic(DEVICE, COMPLETE.rest()).topic();
    byte[] noise = "no payload".getBytes(StandardCharsets.UTF_8);
    assertThat(talk.hear(topic, noise, NOW)).isEqualTo(new Heard.Nothing());
    byte[] empty = KuraPayloadCodec.encode(KuraPayload.builder().build());
    assertThat(talk.hear(topic, empty, NOW)).isEqualTo(new Heard.Nothing());
  }

  @Test
  void objection_lastsUntilSomethingIsCarriedOut() {
    assertThat(talk.objection()).isEmpty();
    assertThat(talk.progress()).isFalse();
    hear(letter(COMPLETE, 1));
    assertThat(talk.objection()).contains("SIGNATURE_INVALID: the certificates have not come yet");
    trust();
    assertThat(talk.objection()).isEmpty();
    assertThat(talk.progress()).isTrue();
    answered(order(hear(letter(COMPLETE, 2))), Answer.refused(500, "no room"));
    assertThat(talk.objection()).contains("no room");
    assertThat(talk.progress()).isFalse();
  }

  private Talk talk(Predicate<X509Certificate> trusted) {
    return new Talk(scope(), NONCE, trusted, BUILT);
  }

  private static ControlScope scope() {
    return new ControlScope(Platform.PREFIX, Platform.ACCOUNT, DEVICE);
  }

  private Letter letter(PlatformRequest request, int number) {
    return platform.letter(DEVICE, request, number, NONCE);
  }

  private Heard hear(Letter letter) {
    return talk.hear(letter.topic(), letter.payload(), NOW);
  }

  private void trust() {
    answered(order(hear(letter(platform.certificates(), 1))), Answer.accepted());
  }

  private void answered(Heard.Order order, Answer answer) {
    talk.answered(order, answer);
  }

  private static Heard.Order order(Heard heard) {
    assertThat(heard).isInstanceOf(Heard.Order.class);
    return (Heard.Order) heard;
  }

  private static String refusal(Heard heard) {
    assertThat(heard).isInstanceOf(Heard.OnlyAnswer.class);
    Answer answer = ((Heard.OnlyAnswer) heard).answer();
    assertThat(answer.ok()).isFalse();
    return answer.message().orElseThrow();
  }
}
