// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.domain.CertificateOrder;
import io.slipway.domain.CertificateProfile;
import io.slipway.domain.CertificateProfile.KeyUse;
import io.slipway.domain.ProfileRule;
import io.slipway.domain.Reprovision;
import io.slipway.domain.RequestOptions;
import io.slipway.domain.UserCoupling;
import io.slipway.protocol.message.KeyType;
import io.slipway.protocol.message.Secret;
import io.slipway.protocol.snapshot.ComponentConfiguration;
import io.slipway.protocol.snapshot.ConfigurationProperty;
import io.slipway.protocol.snapshot.ConfigurationSnapshot;
import io.slipway.protocol.snapshot.PropertyType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestRulesTest {
  private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");
  private static final String COMPONENT = "/extraOptions/deviceConfiguration/configuration/0";

  @Test
  void request_thatKeepsTheRulesIsAccepted() {
    assertThatCode(() -> RequestRules.check(draft("gateway-1", "user", "p")))
        .doesNotThrowAnyException();
    assertThatCode(() -> RequestRules.check(draft("F0:D2:F1", "ü".repeat(255), "p".repeat(255))))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a/b", "a+", "#", "a\u0000", "a\nb"})
  void clientId_isOneThatABrokerTakes(String clientId) {
    assertRefused("/clientId", () -> RequestRules.check(draft(clientId, "user", "p")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a\u0000b", "a\u0085b", "\ud800"})
  void username_isPrintable(String username) {
    assertRefused("/username", () -> RequestRules.check(draft("c", username, "p")));
  }

  @Test
  void username_isAtMost255Long() {
    assertRefused("/username", () -> RequestRules.check(draft("c", "u".repeat(256), "p")));
  }

  @Test
  void password_isNeitherEmptyNorTooLong() {
    assertRefused("/password", () -> RequestRules.check(draft("c", "u", "")));
    assertRefused("/password", () -> RequestRules.check(draft("c", "u", "p".repeat(256))));
  }

  @Test
  void expiry_isAfterActivation() {
    assertRefused(
        "/activationOptions/expiresOn",
        () -> RequestRules.check(options(20, 5, Optional.of(NOON)), false));
    assertThatCode(() -> RequestRules.check(options(20, 5, Optional.of(NOON.plusMillis(1))), false))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 11, 256})
  void passwordLength_isFrom12To255(int length) {
    assertRefused(
        "/connectionOptions/passwordLength",
        () -> RequestRules.check(options(length, 5, Optional.empty()), false));
  }

  @ParameterizedTest
  @ValueSource(ints = {-2, 0, 1_000_001})
  void attempts_areSomeOrEndless(int attempts) {
    assertRefused(
        "/extraOptions/slipway/retryMaxAttempts",
        () -> RequestRules.check(options(20, attempts, Optional.empty()), false));
    assertThatCode(() -> RequestRules.check(options(20, -1, Optional.empty()), false))
        .doesNotThrowAnyException();
  }

  @Test
  void certificate_needsTheFullProfile() {
    assertRefused(
        "/extraOptions/slipway/deviceCertificate",
        () -> RequestRules.check(certified(ProfileRule.KURA, 365), false));
    assertThatCode(() -> RequestRules.check(certified(ProfileRule.FULL, 3_650), false))
        .doesNotThrowAnyException();
    assertThatCode(() -> RequestRules.check(certified(ProfileRule.ANY, 1), false))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 3_651})
  void certificate_lastsADayToTenYears(int days) {
    assertRefused(
        "/extraOptions/slipway/deviceCertificate/lifetimeDays",
        () -> RequestRules.check(certified(ProfileRule.ANY, days), false));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/subject|no name|dns:a|DIGITAL_SIGNATURE",
        "/subject|''|dns:a|DIGITAL_SIGNATURE",
        "/subject|CN=a+O=b|dns:a|DIGITAL_SIGNATURE",
        "/subject|XY=a|dns:a|DIGITAL_SIGNATURE",
        "/subject|CN=${clientId}|dns:a|DIGITAL_SIGNATURE",
        "/subjectAlternativeNames/0|CN=a|dns:a b|DIGITAL_SIGNATURE",
        "/subjectAlternativeNames/0|CN=a|dns:${clientId}|DIGITAL_SIGNATURE",
        "/subjectAlternativeNames/0|CN=a|uri:relative|DIGITAL_SIGNATURE",
        "/subjectAlternativeNames/0|CN=a|uri:a:b c|DIGITAL_SIGNATURE",
        "/subjectAlternativeNames/0|CN=a|ip:192.0.2.1|DIGITAL_SIGNATURE",
        "/keyUsage|CN=a|dns:a|KEY_AGREEMENT"
      })
  void certificate_saysWhatCertificatesCanSay(
      String field, String subject, String name, KeyUse use) {
    CertificateProfile profile =
        new CertificateProfile(Optional.of(subject), List.of(name), Set.of(use));
    assertRefused(
        "/extraOptions/slipway/deviceCertificate" + field,
        () -> RequestRules.check(certified(profile), false));
  }

  @Test
  void certificate_mayHaveNamesOfManyForms() {
    RequestRules.check(
        certified(
            new CertificateProfile(
                Optional.of("UID=7, CN=a\\+b\\, c,OU=ä,DC=example,2.5.4.5=#13014e"),
                List.of("dns:a.b-c.example", "uri:urn:a:b", "uri:https://a.example/%20"),
                Set.of(KeyUse.DIGITAL_SIGNATURE, KeyUse.KEY_ENCIPHERMENT))),
        false);
  }

  private static RequestOptions certified(CertificateProfile profile) {
    RequestOptions plain = certified(ProfileRule.ANY, 7);
    return new RequestOptions(
        plain.endpointInfoId(),
        plain.activation(),
        plain.connection(),
        plain.deviceConfiguration(),
        plain.extra().with(plain.extra().deviceCertificate().map(c -> c.with(profile))));
  }

  private static RequestOptions certified(ProfileRule profile, int days) {
    RequestOptions plain = options(20, 5, Optional.empty());
    return new RequestOptions(
        plain.endpointInfoId(),
        plain.activation(),
        plain.connection(),
        plain.deviceConfiguration(),
        new RequestOptions.Extra(
            5,
            profile,
            Reprovision.ON_REQUEST,
            Optional.empty(),
            Optional.of(
                new CertificateOrder(CertificateOrder.Issue.BESIDE, KeyType.ED25519, days))));
  }

  @Test
  void refusal_ofOptionsInARequestSaysSo() {
    RequestDraft draft =
        new RequestDraft("c", "u", Optional.empty(), false, options(1, 5, Optional.empty()));
    assertRefused("/options/connectionOptions/passwordLength", () -> RequestRules.check(draft));
  }

  @Test
  void configuration_hasValuesOfTheirTypes() {
    String property = COMPONENT + "/properties/property";
    assertRefused(property, () -> check("a", PropertyType.INTEGER, false, "1.5"));
    assertRefused(property, () -> check("a", PropertyType.BOOLEAN, false, "yes"));
    assertRefused(property, () -> check("a", PropertyType.STRING, false));
    assertRefused(property, () -> check("a", PropertyType.STRING, false, "1", "2"));
    assertRefused(property, () -> check("a", PropertyType.STRING, false, "nul\u0000"));
    assertRefused(property, () -> check("", PropertyType.STRING, false, "x"));
    assertThatCode(() -> check("a", PropertyType.LONG, true, "1", "-2")).doesNotThrowAnyException();
    assertThatCode(() -> check("a", PropertyType.STRING, true)).doesNotThrowAnyException();
  }

  private static void check(String name, PropertyType type, boolean array, String... values) {
    ConfigurationProperty property = new ConfigurationProperty(type, array, false, List.of(values));
    ConfigurationRules.check(
        new ConfigurationSnapshot(
            List.of(new ComponentConfiguration("pid", Map.of(name, property)))));
  }

  private static RequestDraft draft(String clientId, String username, String password) {
    return new RequestDraft(
        clientId,
        username,
        Optional.of(Secret.of(password)),
        false,
        options(20, 5, Optional.empty()));
  }

  private static RequestOptions options(int length, int attempts, Optional<Instant> expiresOn) {
    return new RequestOptions(
        Optional.empty(),
        new RequestOptions.Activation(true, NOON, expiresOn),
        new RequestOptions.Connection(false, UserCoupling.INHERITED, length),
        ConfigurationSnapshot.EMPTY,
        new RequestOptions.Extra(
            attempts, ProfileRule.ANY, Reprovision.ON_REQUEST, Optional.empty(), Optional.empty()));
  }

  private static void assertRefused(String field, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            RefusedException.class,
            refused -> {
              assertThat(refused.reason()).isEqualTo(RefusedException.Reason.INVALID);
              assertThat(refused.field()).contains(field);
            });
  }
}
