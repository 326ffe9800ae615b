// SPDX-License-Identifier: Apache-2.0
package io.slipway.protocol.message;

import io.slipway.protocol.payload.KuraPayload;
import io.slipway.protocol.payload.MalformedPayloadException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A device asks to be provisioned (protocol, section 2).
 *
 * @param password empty where there is none, as the device proves itself by a certificate
 * @param applicationIds the request handlers that it has
 * @param nonce required for the full profile
 * @param birthMetrics what else it says of itself, by the names of the birth message
 * @param deviceTime its clock, milliseconds since 1970
 */
public record ProvisionMessage(
    String username,
    Secret password,
    Optional<Secret> activationKey,
    Optional<String> certificateVersion,
    Set<String> applicationIds,
    Optional<Nonce> nonce,
    Map<String, String> birthMetrics,
    Optional<String> hardwareId,
    OptionalLong deviceTime) {

  private static final String USERNAME = "username";
  private static final String PASSWORD = "password";
  private static final String ACTIVATION_KEY = "activationKey";
  private static final String VERSION = "provisioningCertificateVersion";
  private static final String HARDWARE_ID = "hardware.id";
  private static final String DEVICE_TIME = "device.time";
  private static final Set<String> OWN =
      Set.of(
          USERNAME,
          PASSWORD,
          ACTIVATION_KEY,
          VERSION,
          HARDWARE_ID,
          DEVICE_TIME,
          Metrics.APPLICATION_IDS,
          Metrics.NONCE);

  public ProvisionMessage {
    applicationIds = Set.copyOf(applicationIds);
    birthMetrics = Map.copyOf(birthMetrics);
  }

  /** Throws {@link MalformedPayloadException}, which names the metric that is wrong. */
  public static ProvisionMessage from(KuraPayload payload) {
    return new ProvisionMessage(
        Metrics.required(payload, USERNAME),
        Secret.of(payload.string(PASSWORD).orElse("")),
        payload.string(ACTIVATION_KEY).map(Secret::of),
        payload.string(VERSION),
        Metrics.names(payload, Metrics.APPLICATION_IDS),
        payload.bytes(Metrics.NONCE).map(Nonce::of),
        Metrics.texts(payload, OWN),
        payload.string(HARDWARE_ID),
        payload.longValue(DEVICE_TIME));
  }

  public KuraPayload toPayload(long timestamp) {
    KuraPayload.Builder payload = KuraPayload.builder().timestamp(timestamp);
    payload.metric(USERNAME, username);
    if (!password.isEmpty()) {
      payload.metric(PASSWORD, password.reveal());
    }
    activationKey.ifPresent(key -> payload.metric(ACTIVATION_KEY, key.reveal()));
    certificateVersion.ifPresent(version -> payload.metric(VERSION, version));
    if (!applicationIds.isEmpty()) {
      payload.metric(
          Metrics.APPLICATION_IDS, String.join(",", applicationIds.stream().sorted().toList()));
    }
    nonce.ifPresent(n -> payload.metric(Metrics.NONCE, n.bytes()));
    birthMetrics.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(e -> payload.metric(e.getKey(), e.getValue()));
    hardwareId.ifPresent(id -> payload.metric(HARDWARE_ID, id));
    deviceTime.ifPresent(time -> payload.metric(DEVICE_TIME, time));
    return payload.build();
  }
}
