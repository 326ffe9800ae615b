// SPDX-License-Identifier: Apache-2.0
package io.slipway.protocol.message;

import io.slipway.protocol.payload.KuraPayload;
import io.slipway.protocol.payload.MalformedPayloadException;
import io.slipway.protocol.topic.ClientIds;
import io.slipway.protocol.topic.ControlTopic;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Requests of the platform to payloads and back. */
public final class PlatformRequestCodec {
  private static final String SERVER_TIME = "server.time";
  private static final String SUBJECT = "subject";
  private static final String KEY_TYPE = "key.type";
  private static final String CAUSE = "failure.cause";
  private static final String MESSAGE = "failure.message";
  private static final String RENEWAL_URL = "renewal.url";
  private static final String RETRY = "retry.after.seconds";
  private static final Pattern REQUEST_ID = Pattern.compile("[0-9a-f]{32}");

  private static final Set<String> KNOWN =
      Set.of(
          "PROVISION-V1/PUT/certificates",
          "PROVISION-V1/POST/csr",
          "PROVISION-V1/PUT/certificates/device",
          "CONF-V1/PUT/configurations",
          "PROVISION-V1/EXEC/complete",
          "PROVISION-V1/EXEC/refuse",
          "KEYS-V1/GET/keystores");

  private PlatformRequestCodec() {}

  /** A request as a device received it. */
  public record Received(RequestEnvelope envelope, PlatformRequest request) {}

  public static KuraPayload encode(
      PlatformRequest request, RequestEnvelope envelope, long timestamp) {
    KuraPayload.Builder payload =
        KuraPayload.builder()
            .timestamp(timestamp)
            .metric(Metrics.REQUEST_ID, envelope.requestId())
            .metric(Metrics.REQUESTER, envelope.requesterClientId());
    envelope.nonce().ifPresent(nonce -> payload.metric(Metrics.NONCE, nonce.bytes()));
    if (request instanceof PlatformRequest.PutCertificates r) {
      payload.metric(SERVER_TIME, r.serverTime()).body(utf8(r.pemChains()));
    } else if (request instanceof PlatformRequest.CreateCsr r) {
      payload.metric(SUBJECT, r.subject()).metric(KEY_TYPE, r.keyType().wireName());
    } else if (request instanceof PlatformRequest.PutDeviceCertificate r) {
      payload.body(utf8(r.pemChain()));
    } else if (PackageRequests.encode(request, payload)) {
      return payload.build();
    } else if (request instanceof PlatformRequest.PutConfiguration r) {
      payload.body(r.xml());
    } else if (request instanceof PlatformRequest.Complete r) {
      payload.metric("account.name", r.accountName()).metric("broker.url", r.brokerUrl());
      payload.metric("username", r.username()).metric("client.id", r.clientId());
      r.renewalUrl().ifPresent(url -> payload.metric(RENEWAL_URL, url));
    } else if (request instanceof PlatformRequest.Refuse r) {
      payload.metric(CAUSE, r.cause().name()).metric(MESSAGE, r.message());
      payload.metric(RETRY, r.retryAfterSeconds()).body(utf8(r.pemChains()));
    } else if (request instanceof PlatformRequest.InstallCertificate r) {
      payload.body(utf8(keystoreEntry(r)));
    }
    return payload.build();
  }

  /** Throws {@link MalformedPayloadException} where it is none of the full profile's requests. */
  public static Received decode(ControlTopic topic, KuraPayload payload) {
    return new Received(envelope(payload), request(topic.rest(), payload));
  }

  /** Whether such a request can be decoded at all, so that one that cannot be is malformed. */
  public static boolean knows(String rest) {
    return KNOWN.contains(rest) || PackageRequests.of(rest).isPresent();
  }

  /**
   * What every request carries; throws {@link MalformedPayloadException} where it is none. Both ids
   * become levels of the answer's topic.
   */
  public static RequestEnvelope envelope(KuraPayload payload) {
    String requestId = Metrics.required(payload, Metrics.REQUEST_ID);
    if (!REQUEST_ID.matcher(requestId).matches()) {
      throw new MalformedPayloadException("request.id must be 32 hex digits");
    }
    String requester = Metrics.required(payload, Metrics.REQUESTER);
    Optional<String> problem = ClientIds.problem(requester);
    if (problem.isPresent()) {
      throw new MalformedPayloadException("requester.client.id: " + problem.get());
    }
    Optional<Nonce> nonce = payload.bytes(Metrics.NONCE).map(Nonce::of);
    return new RequestEnvelope(requestId, requester, nonce);
  }

  private static PlatformRequest request(String rest, KuraPayload payload) {
    return switch (rest) {
      case "PROVISION-V1/PUT/certificates" ->
          new PlatformRequest.PutCertificates(
              bodyText(payload), Metrics.requiredLong(payload, SERVER_TIME));
      case "PROVISION-V1/POST/csr" ->
          new PlatformRequest.CreateCsr(Metrics.required(payload, SUBJECT), keyType(payload));
      case "PROVISION-V1/PUT/certificates/device" ->
          new PlatformRequest.PutDeviceCertificate(bodyText(payload));
      case "CONF-V1/PUT/configurations" ->
          new PlatformRequest.PutConfiguration(Metrics.body(payload));
      case "PROVISION-V1/EXEC/complete" ->
          new PlatformRequest.Complete(
              Metrics.required(payload, "account.name"),
              Metrics.required(payload, "broker.url"),
              Metrics.required(payload, "username"),
              Metrics.required(payload, "client.id"),
              payload.string(RENEWAL_URL).filter(url -> !url.isEmpty()));
      case "PROVISION-V1/EXEC/refuse" ->
          new PlatformRequest.Refuse(
              cause(Metrics.required(payload, CAUSE)),
              payload.string(MESSAGE).orElse(""),
              payload.longValue(RETRY).orElse(0),
              bodyText(payload));
      case "KEYS-V1/GET/keystores" -> new PlatformRequest.ListKeystores();
      default ->
          PackageRequests.of(rest)
              .orElseThrow(() -> new MalformedPayloadException("nobody handles " + rest))
              .decode(rest, payload);
    };
  }

  private static KeyType keyType(KuraPayload payload) {
    String name = Metrics.required(payload, KEY_TYPE);
    return KeyType.ofWireName(name)
        .orElseThrow(() -> new MalformedPayloadException("no key can be made of type " + name));
  }

  /** A platform newer than this code may know more causes. */
  private static FailureCause cause(String name) {
    return Arrays.stream(FailureCause.values())
        .filter(c -> c.name().equals(name))
        .findFirst()
        .orElse(FailureCause.INTERNAL_ERROR);
  }

  private static String bodyText(KuraPayload payload) {
    return new String(Metrics.body(payload), StandardCharsets.UTF_8);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * All three values are plain: a pid, our own alias and PEM, whose line breaks are all to escape.
   */
  private static String keystoreEntry(PlatformRequest.InstallCertificate entry) {
    return "{\"keystoreServicePid\":\"%s\",\"alias\":\"%s\",\"certificate\":\"%s\"}"
        .formatted(
            entry.keystorePid(), entry.alias(), entry.pem().replace("\r", "").replace("\n", "\\n"));
  }
}
