// SPDX-License-Identifier: Apache-2.0
package io.slipway.protocol.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.protocol.message.PlatformRequestCodec.Received;
import io.slipway.protocol.payload.KuraPayload;
import io.slipway.protocol.payload.MalformedPayloadException;
import io.slipway.protocol.topic.ControlTopic;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlatformRequestCodecTest {
  private static final String ID = "00112233445566778899aabbccddeeff";
  private static final String HASH = "0a".repeat(32);
  private static final RequestEnvelope ENVELOPE =
      new RequestEnvelope(ID, "slipway-1", Optional.of(new Nonce("f".repeat(32))));
  private static final PlatformRequest.Complete COMPLETE =
      new PlatformRequest.Complete("acme", "mqtts://broker:8884", "gate-1", "gate");

  static Stream<PlatformRequest> requests() {
    return Stream.of(
        new PlatformRequest.PutCertificates("-----BEGIN…", 1_700_000_000_000L),
        new PlatformRequest.CreateCsr("CN=gate-1,O=acme", KeyType.ED25519),
        new PlatformRequest.PutDeviceCertificate("-----BEGIN…"),
        COMPLETE,
        new PlatformRequest.Complete(
            "acme", "mqtts://b:8884", "gate-1", "gate", Optional.of("https://h:8443/est")),
        new PlatformRequest.Refuse(FailureCause.NOT_YET_ACTIVE, "wait", 86_400, "-----BEGIN…"),
        new PlatformRequest.FetchPackage("a+b", "1.0.0+2", 7, HASH, "https://h/a.dp"),
        new PlatformRequest.InstallPackage("a+b", "1.0.0+2", "dp", HASH, true),
        new PlatformRequest.InstallPackage("tool", "7", "hook", HASH, false),
        new PlatformRequest.ListKeystores());
  }

  @ParameterizedTest
  @MethodSource("requests")
  void request_comesBackAsItWas(PlatformRequest request) {
    Received back = received(request, PlatformRequestCodec.encode(request, ENVELOPE, 5));
    assertThat(back).isEqualTo(new Received(ENVELOPE, request));
    assertThat(PlatformRequestCodec.knows(request.rest())).isTrue();
  }

  @Test
  void requestThatIsNotDecoded_isNotKnown() {
    assertThat(PlatformRequestCodec.knows("CONF-V1/PUT/configurations")).isTrue();
    assertThat(PlatformRequestCodec.knows("PROVISION-V1/EXEC/packages/a/1")).isTrue();
    assertThat(PlatformRequestCodec.knows("DEPLOY-V2/EXEC/download")).isFalse();
  }

  @Test
  void configuration_isTheBody() {
    PlatformRequest request = new PlatformRequest.PutConfiguration("<xml/>".getBytes(UTF_8));
    KuraPayload payload = PlatformRequestCodec.encode(request, ENVELOPE, 5);
    assertThat(received(request, payload).request())
        .isInstanceOfSatisfying(
            PlatformRequest.PutConfiguration.class,
            put -> assertThat(put.xml()).isEqualTo("<xml/>".getBytes(UTF_8)));
    assertThat(request).hasToString("PutConfiguration[6]");
  }

  @Test
  void keyOfUnknownType_isRefused() {
    PlatformRequest request = new PlatformRequest.CreateCsr("CN=gate-1", KeyType.EC_P256);
    KuraPayload payload =
        PlatformRequestCodec.encode(request, ENVELOPE, 5).toBuilder()
            .without("key.type")
            .metric("key.type", "RSA-512")
            .build();
    assertThatThrownBy(() -> received(request, payload))
        .isInstanceOf(MalformedPayloadException.class)
        .hasMessageContaining("RSA-512");
  }

  @Test
  void kuraProfile_hasNoNonce() {
    RequestEnvelope plain = new RequestEnvelope(ID, "slipway-1", Optional.empty());
    KuraPayload payload = PlatformRequestCodec.encode(COMPLETE, plain, 5);
    assertThat(payload.bytes("nonce")).isEmpty();
    assertThat(received(COMPLETE, payload).envelope()).isEqualTo(plain);
  }

  @Test
  void certificateForKeystore_isJson() {
    PlatformRequest request =
        new PlatformRequest.InstallCertificate("a.SSLKeystore", "ssl-slipway", "one\r\ntwo\n");
    KuraPayload payload = PlatformRequestCodec.encode(request, ENVELOPE, 5);
    assertThat(new String(payload.body().orElseThrow(), UTF_8))
        .isEqualTo(
            "{\"keystoreServicePid\":\"a.SSLKeystore\",\"alias\":\"ssl-slipway\","
                + "\"certificate\":\"one\\ntwo\\n\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "request.id",
        "requester.client.id",
        "account.name",
        "broker.url",
        "username",
        "client.id"
      })
  void missingMetric_isNamed(String name) {
    KuraPayload whole = PlatformRequestCodec.encode(COMPLETE, ENVELOPE, 5);
    assertThatThrownBy(() -> received(COMPLETE, whole.toBuilder().without(name).build()))
        .isInstanceOf(MalformedPayloadException.class)
        .hasMessage("metric " + name + " is missing");
  }

  @ParameterizedTest
  @CsvSource({
    "request.id, 00112233445566778899AABBCCDDEEFF",
    "request.id, 0011",
    "request.id, 00112233445566778899aabbccdd/eff",
    "requester.client.id, slipway/1",
    "requester.client.id, +",
  })
  void idThatIsNoLevelOfATopic_isRefused(String name, String value) {
    KuraPayload payload =
        PlatformRequestCodec.encode(COMPLETE, ENVELOPE, 5).toBuilder()
            .without(name)
            .metric(name, value)
            .build();
    assertThatThrownBy(() -> received(COMPLETE, payload))
        .isInstanceOf(MalformedPayloadException.class)
        .hasMessageContaining(name);
  }

  @ParameterizedTest
  @MethodSource("requests")
  void missingBody_isRefusedWhereThereMustBeOne(PlatformRequest request) {
    KuraPayload whole = PlatformRequestCodec.encode(request, ENVELOPE, 5);
    if (whole.body().isPresent()) {
      KuraPayload.Builder bodiless = KuraPayload.builder();
      whole.metrics().forEach(bodiless::metric);
      assertThatThrownBy(() -> received(request, bodiless.build()))
          .hasMessage("the body is missing");
    }
  }

  @Test
  void causeOfALaterVersion_isAnInternalError() {
    PlatformRequest.Refuse refusal =
        new PlatformRequest.Refuse(FailureCause.STOPPED, "later", 0, "chain");
    KuraPayload payload =
        PlatformRequestCodec.encode(refusal, ENVELOPE, 5).toBuilder()
            .without("failure.cause")
            .metric("failure.cause", "MOON_TOO_FAR")
            .build();
    assertThat(received(refusal, payload).request())
        .isEqualTo(new PlatformRequest.Refuse(FailureCause.INTERNAL_ERROR, "later", 0, "chain"));
  }

  @Test
  void requestOfALaterVersion_isRefusedByName() {
    ControlTopic topic = new ControlTopic("$EDC", "a", "c", "PROVISION-V1/EXEC/dance");
    KuraPayload payload = PlatformRequestCodec.encode(COMPLETE, ENVELOPE, 5);
    assertThatThrownBy(() -> PlatformRequestCodec.decode(topic, payload))
        .isInstanceOf(MalformedPayloadException.class)
        .hasMessage("nobody handles PROVISION-V1/EXEC/dance");
  }

  private static Received received(PlatformRequest request, KuraPayload payload) {
    ControlTopic topic = new ControlTopic("$EDC", "a", "c", request.rest());
    return PlatformRequestCodec.decode(topic, payload);
  }
}
