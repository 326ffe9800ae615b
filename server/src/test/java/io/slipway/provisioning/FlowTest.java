// SPDX-License-Identifier: Apache-2.0
package io.slipway.provisioning;

import static io.slipway.provisioning.TestDevice.CERTIFICATES;
import static io.slipway.provisioning.TestDevice.COMPLETE;
import static io.slipway.provisioning.TestDevice.CONFIGURATION;
import static io.slipway.provisioning.TestDevice.REFUSE;
import static io.slipway.provisioning.TestDevice.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.domain.Closing;
import io.slipway.domain.Device;
import io.slipway.domain.DeviceEvent;
import io.slipway.domain.Execution;
import io.slipway.domain.ExecutionStatus;
import io.slipway.domain.ProfileRule;
import io.slipway.domain.ProvisionRequest;
import io.slipway.domain.Step;
import io.slipway.domain.Timing;
import io.slipway.protocol.message.Answer;
import io.slipway.protocol.message.FailureCause;
import io.slipway.protocol.message.Secret;
import io.slipway.protocol.payload.KuraPayload;
import io.slipway.protocol.signing.MessageVerifier;
import io.slipway.protocol.snapshot.ConfigurationProperty;
import io.slipway.protocol.snapshot.ConfigurationSnapshot;
import io.slipway.protocol.snapshot.KuraPids;
import io.slipway.provisioning.TestDevice.Heard;
import io.slipway.store.AuditFilter;
import io.slipway.store.EventFilter;
import io.slipway.store.PageRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What passes between platform and device, from login to arrival. */
class FlowTest {
  private Site site;

  @BeforeEach
  void open(@TempDir Path folder) throws Exception {
    site = new Site(folder, Timing.DEFAULT);
  }

  @AfterEach
  void close() {
    site.close();
  }

  @Test
  void fullDevice_isAskedInOrderAndCompletedByItsArrival() {
    ProvisionRequest order = site.order("gateway");
    TestDevice device = new TestDevice(site, order).connects().asks(1);
    device.accepts(CERTIFICATES);
    Heard configuration = device.expects(CONFIGURATION);
    assertThat(site.progress(order).delivered()).isTrue();
    await(device.answers(configuration, Answer.accepted()));
    device.accepts(COMPLETE).hearsNothing();
    assertThat(site.attempt(order).conversation().step()).isEqualTo(Step.ARRIVING);
    assertThat(site.progress(order).status()).isEqualTo(ExecutionStatus.RUNNING);
    device.hangsUp();

    Secret password = TestDevice.passwordIn(configuration);
    assertThat(site.secrets.verifiers().verify(password, site.credential(order).verifier()))
        .isTrue();
    site.provisioner().arrived(order.id(), 1);
    assertThat(site.progress(order).status()).isEqualTo(ExecutionStatus.COMPLETED);
    assertThat(recorded())
        .containsExactlyInAnyOrder("running after CREATED", "completed after RUNNING");
    assertThat(site.attempt(order).status()).isEqualTo(ExecutionStatus.COMPLETED);
    Device known = site.store.real().device(Site.ACME, "gateway").orElseThrow();
    assertThat(known.attributes()).containsEntry("serial_number", "S-1");
    assertThat(site.store.real().events(known.id(), EventFilter.ALL, PageRequest.FIRST).items())
        .extracting(DeviceEvent::resource)
        .containsExactlyInAnyOrder("UNDER_PROVISIONING", "PROVISIONED");
  }

  private List<String> recorded() {
    return site
        .store
        .real()
        .auditRecords(Site.ACME, AuditFilter.ALL, PageRequest.FIRST)
        .items()
        .stream()
        .map(r -> r.action() + " after " + r.detail().get("statusBefore"))
        .toList();
  }

  @Test
  void everyMessageOfTheFullProfile_verifiesWithTheFirstOnesKeyAndCarriesTheNonce() {
    TestDevice device = new TestDevice(site, site.order("gateway")).connects().asks(9);
    Heard certificates = device.expects(CERTIFICATES);
    MessageVerifier verifier = TestDevice.verifierIn(certificates);
    checkSigned(verifier, certificates);
    assertThat(certificates.payload().longValue("server.time")).isPresent();
    await(device.answers(certificates, Answer.accepted()));
    Heard configuration = device.expects(CONFIGURATION);
    checkSigned(verifier, configuration);
    await(device.answers(configuration, Answer.accepted()));
    Heard complete = device.expects(COMPLETE);
    checkSigned(verifier, complete);
    assertThat(complete.payload().string("account.name")).contains("acme");
    assertThat(complete.payload().string("broker.url")).contains("mqtts://broker.acme:8883");
    assertThat(complete.payload().string("username")).contains("gateway-1");
    assertThat(complete.payload().string("client.id")).contains("gateway");
  }

  private static void checkSigned(MessageVerifier verifier, Heard message) {
    TestDevice.verify(verifier, message);
    assertThat(message.payload().bytes("nonce").orElseThrow())
        .isEqualTo(TestDevice.nonce(9).bytes());
    assertThat(message.requestId()).matches("[0-9a-f]{32}");
    assertThat(message.payload().string("requester.client.id")).contains("slipway-7");
  }

  @Test
  void configuration_holdsWhatWasOrderedUnderThePlatformsOwnValues() {
    TestDevice device = new TestDevice(site, site.order("gateway")).connects().asks(1);
    Heard configuration = device.accepts(CERTIFICATES).expects(CONFIGURATION);
    assertThat(new String(configuration.body(), StandardCharsets.UTF_8))
        .contains("<esf:configurations");
    ConfigurationSnapshot snapshot = TestDevice.snapshotIn(configuration);
    assertThat(values(snapshot, Site.OWN_PID, "interval")).isEqualTo("5");
    assertThat(values(snapshot, Site.OWN_PID, "pin")).isEqualTo("4711");
    String transport = KuraPids.MQTT_DATA_TRANSPORT;
    assertThat(values(snapshot, transport, "keep-alive")).isEqualTo("33");
    assertThat(values(snapshot, transport, "username")).isEqualTo("gateway-1");
    assertThat(values(snapshot, transport, "client-id")).isEqualTo("gateway");
    assertThat(values(snapshot, transport, "topic.context.account-name")).isEqualTo("acme");
    assertThat(values(snapshot, transport, "broker-url")).isEqualTo("mqtts://broker.acme:8883");
    assertThat(values(snapshot, transport, "password")).matches("[A-Za-z0-9]{32}");
    assertThat(values(snapshot, KuraPids.DATA_SERVICE, "connect.auto-on-startup"))
        .isEqualTo("true");
    assertThat(snapshot.components())
        .allSatisfy(c -> assertThat(c.properties().values()).noneMatch(p -> p.encrypted()));
  }

  @Test
  void flow_isStoredWhereItMattersAndNowhereElse() {
    ProvisionRequest order = site.order("gateway");
    site.store.calls();
    TestDevice device = new TestDevice(site, order);
    device.tryLogin(Site.PASSWORD, true);
    assertThat(site.store.calls()).containsOnly(Map.entry("loginCandidates", 1));
    device.asks(1);
    assertThat(site.store.calls()).containsEntry("save", 1);
    device.subscribes().accepts(CERTIFICATES);
    Heard configuration = device.expects(CONFIGURATION);
    assertThat(site.store.calls()).as("delivered").containsOnly(Map.entry("save", 1));
    await(device.answers(configuration, Answer.accepted()));
    Heard complete = device.expects(COMPLETE);
    assertThat(site.store.calls()).isEmpty();
    await(device.answers(complete, Answer.accepted()));
    assertThat(site.store.calls()).as("arriving").containsOnly(Map.entry("save", 1));
    device.hangsUp();
    site.provisioner().arrived(order.id(), 1);
    assertThat(site.store.calls()).as("arrived").containsOnly(Map.entry("save", 1));
    assertThat(site.attempt(order).log())
        .extracting(Execution.LogLine::text)
        .contains("the configuration accepted", "the end of provisioning accepted");
  }

  private static String values(ConfigurationSnapshot snapshot, String pid, String name) {
    ConfigurationProperty property = snapshot.component(pid).orElseThrow().properties().get(name);
    return String.join(",", property.values());
  }

  @Test
  void stockKura_isConfiguredOnItsBirthAndLeftToLeaveByItself() {
    ProvisionRequest order = site.order("kura");
    TestDevice device = new TestDevice(site, order);
    device.tryLogin(Site.PASSWORD, true);
    device.isBorn("CONF-V1", "CMD-V1").hearsNothing().subscribes();
    Heard configuration = device.expects(CONFIGURATION);
    assertThat(configuration.payload().bytes("signature")).isEmpty();
    assertThat(configuration.payload().bytes("nonce")).isEmpty();
    await(device.answers(configuration, Answer.accepted()));
    await(device.says("DC", KuraPayload.builder().build()));
    assertThat(device.isClosed()).isFalse();
    device.hangsUp();
    site.provisioner().arrived(order.id(), 1);
    assertThat(site.progress(order).status()).isEqualTo(ExecutionStatus.COMPLETED);
  }

  @Test
  void keystoresOfKura_getTheAccountBrokersCertificateWhereTheyAreNamed() {
    for (String pid : new String[] {"SSLKeystore", "org.eclipse.kura.core.keystore.SSLKeystore"}) {
      ProvisionRequest order = site.order("kura-" + pid);
      TestDevice device = new TestDevice(site, order).connects().isBorn("CONF-V1", "KEYS-V1");
      Heard question = device.expects("KEYS-V1/GET/keystores");
      String list = "[{\"keystoreServicePid\":\"x.HttpsKeystore\"},{\"id\":\"" + pid + "\"}]";
      await(
          device.answers(
              question,
              new Answer(
                  200, Optional.empty(), Optional.of(list.getBytes(StandardCharsets.UTF_8)))));
      Heard entry = device.expects("KEYS-V1/POST/keystores/entries/certificate");
      assertThat(new String(entry.body(), StandardCharsets.UTF_8))
          .contains("\"" + pid + "\"", "\"ssl-slipway\"", "BEGIN CERTIFICATE");
      await(device.answers(entry, Answer.refused(500, "no room")));
      device.accepts(CONFIGURATION);
    }
  }

  @Test
  void refusal_isSignedSaysWhyAndEndsWithItsAnswer() {
    ProvisionRequest order =
        site.order("guarded", site.options(ProfileRule.ANY), Optional.of(Secret.of("right-key")));
    TestDevice device = new TestDevice(site, order).connects();
    await(
        device.says(
            "PROV",
            device.wish(Optional.of(TestDevice.nonce(1)), Optional.of(Secret.of("wrong-key")))));
    Heard refusal = device.expects(REFUSE);
    TestDevice.verify(TestDevice.verifierIn(refusal), refusal);
    assertThat(refusal.payload().string("failure.cause"))
        .contains(FailureCause.ACTIVATION_KEY_WRONG.name());
    assertThat(device.isClosed()).isFalse();
    await(device.answers(refusal, Answer.accepted()));
    assertThat(device.closed()).isEqualTo(Closing.REFUSED);
    assertThat(site.progress(order).attempts()).isZero();
    assertThat(site.progress(order).failureCause()).contains(FailureCause.ACTIVATION_KEY_WRONG);
  }

  @Test
  void activationKey_isAskedForWhereTheRequestHasOne() {
    ProvisionRequest order =
        site.order("guarded", site.options(ProfileRule.ANY), Optional.of(Secret.of("right-key")));
    TestDevice without = new TestDevice(site, order).connects().asks(1);
    assertThat(without.expects(REFUSE).payload().string("failure.cause"))
        .contains(FailureCause.ACTIVATION_KEY_MISSING.name());
    TestDevice device = new TestDevice(site, order).connects();
    await(
        device.says(
            "PROV",
            device.wish(Optional.of(TestDevice.nonce(1)), Optional.of(Secret.of("right-key")))));
    device.accepts(CERTIFICATES).expects(CONFIGURATION);
  }

  @Test
  void wordsThatAreNotThoseOfTheLogin_areRefused() {
    ProvisionRequest order = site.order("gateway");
    TestDevice device = new TestDevice(site, order).connects();
    KuraPayload other =
        KuraPayload.builder().metric("username", "user-gateway").metric("password", "x").build();
    await(device.says("PROV", other));
    assertThat(device.closed()).isEqualTo(Closing.REFUSED);
    assertThat(site.progress(order).failureCause()).contains(FailureCause.CREDENTIALS_MISMATCH);
    assertThat(site.progress(order).attempts()).isZero();
  }

  @Test
  void messageThatCannotBeRead_costsNoAttempt() {
    ProvisionRequest order = site.order("gateway");
    TestDevice device = new TestDevice(site, order).connects();
    KuraPayload shortNonce =
        KuraPayload.builder()
            .metric("username", "user-gateway")
            .metric("password", Site.PASSWORD.reveal())
            .metric("nonce", new byte[15])
            .build();
    await(device.says("PROV", shortNonce));
    assertThat(device.closed()).isEqualTo(Closing.REFUSED);
    assertThat(site.progress(order).failureCause()).contains(FailureCause.MALFORMED_MESSAGE);
    assertThat(site.progress(order).attempts()).isZero();
  }

  @Test
  void answersThatBelongToNothing_changeNothing() {
    ProvisionRequest order = site.order("gateway");
    ProvisionRequest foreign = site.order("foreign");
    TestDevice device = new TestDevice(site, order).connects().asks(1);
    TestDevice other = new TestDevice(site, foreign).connects().asks(1);
    Heard mine = device.expects(CERTIFICATES);
    other.expects(CERTIFICATES);
    await(other.answers(mine, Answer.accepted()));
    assertThat(site.attempt(order).conversation().trusted()).isFalse();
    other.hearsNothing();
  }

  @Test
  void lostMasterKey_endsTheAttemptInsteadOfTurningInCircles(@TempDir Path elsewhere)
      throws Exception {
    ProvisionRequest order = site.order("gateway");
    Site other = new Site(elsewhere, Timing.DEFAULT);
    try (other) {
      // Its configuration was sealed by a master key that this server does not have.
      ProvisionRequest foreign = other.order("gateway", order.options());
      TestDevice device = new TestDevice(other, foreign).connects().asks(1);
      device.accepts(CERTIFICATES);
      assertThat(device.expects(REFUSE).payload().string("failure.cause"))
          .contains(FailureCause.INTERNAL_ERROR.name());
      assertThat(other.progress(foreign).failureCause()).contains(FailureCause.INTERNAL_ERROR);
      assertThat(other.progress(foreign).status()).isEqualTo(ExecutionStatus.FAILED);
    }
  }

  @Test
  void unobservedBroker_completesAtTheLastAnswer() {
    ProvisionRequest order =
        site.order("gateway", site.options(ProfileRule.ANY, 5, Optional.of(Site.UNOBSERVED)));
    TestDevice device = new TestDevice(site, order).connects().asks(1);
    device.accepts(CERTIFICATES).accepts(CONFIGURATION).accepts(COMPLETE);
    assertThat(site.progress(order).status()).isEqualTo(ExecutionStatus.COMPLETED);
  }
}
