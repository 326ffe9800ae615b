// SPDX-License-Identifier: Apache-2.0
package io.slipway.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.domain.Closing;
import io.slipway.domain.ProvisionRequest;
import io.slipway.protocol.message.Answer;
import io.slipway.protocol.message.BirthMessage;
import io.slipway.protocol.message.Nonce;
import io.slipway.protocol.message.Progress;
import io.slipway.protocol.message.ProvisionMessage;
import io.slipway.protocol.message.Secret;
import io.slipway.protocol.payload.KuraPayload;
import io.slipway.protocol.payload.KuraPayloadCodec;
import io.slipway.protocol.payload.PayloadLimits;
import io.slipway.protocol.signing.MessageVerifier;
import io.slipway.protocol.signing.PlatformChain;
import io.slipway.protocol.signing.SignatureInvalidException;
import io.slipway.protocol.snapshot.ComponentConfiguration;
import io.slipway.protocol.snapshot.ConfigurationSnapshot;
import io.slipway.protocol.snapshot.KuraPids;
import io.slipway.protocol.snapshot.KuraXml;
import io.slipway.protocol.topic.ControlTopic;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A device on one connection, which does what a test tells it. */
final class TestDevice implements DeviceLink {
  static final String CERTIFICATES = "PROVISION-V1/PUT/certificates";
  static final String CSR = "PROVISION-V1/POST/csr";
  static final String DEVICE_CERTIFICATE = "PROVISION-V1/PUT/certificates/device";
  static final String CONFIGURATION = "CONF-V1/PUT/configurations";
  static final String COMPLETE = "PROVISION-V1/EXEC/complete";
  static final String REFUSE = "PROVISION-V1/EXEC/refuse";
  private static final long PATIENCE_SECONDS = 60;

  private final Site site;
  private final ProvisionRequest order;
  private final BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();
  private final CompletableFuture<Closing> closed = new CompletableFuture<>();
  private String sourceIp = "192.0.2.1";
  private List<X509Certificate> certificates = List.of();
  private Secret said = Site.PASSWORD;
  private DeviceSession session;
  private volatile boolean gone;

  TestDevice(Site site, ProvisionRequest order) {
    this.site = site;
    this.order = order;
  }

  /** A message from the platform. */
  record Heard(ControlTopic topic, KuraPayload payload) {
    String requestId() {
      return payload.string("request.id").orElseThrow();
    }

    byte[] body() {
      return payload.body().orElseThrow();
    }
  }

  static Nonce nonce(int number) {
    byte[] bytes = new byte[Nonce.BYTES];
    bytes[0] = (byte) number;
    return Nonce.of(bytes);
  }

  TestDevice from(String ip) {
    sourceIp = ip;
    return this;
  }

  /** Proves itself by a certificate and has no password. */
  TestDevice shows(X509Certificate... chain) {
    certificates = List.of(chain);
    said = Secret.of("");
    return this;
  }

  /** A device that is in and hears what it is sent. */
  TestDevice connects() {
    assertThat(tryLogin(said, true)).isInstanceOf(LoginDecision.Admitted.class);
    return subscribes();
  }

  LoginDecision tryLogin(Secret password, boolean secure) {
    LoginDecision decision = await(logsIn(password, secure));
    if (decision instanceof LoginDecision.Admitted admitted) {
      session = admitted.session();
    }
    return decision;
  }

  CompletionStage<LoginDecision> logsIn(Secret password, boolean secure) {
    LoginAttempt attempt =
        new LoginAttempt(
            order.clientId(),
            order.login().username(),
            password,
            certificates,
            new InetSocketAddress(sourceIp, 50_000),
            secure);
    return site.provisioner().login(attempt, this);
  }

  /** Takes over what a login that was judged elsewhere has given. */
  TestDevice on(LoginDecision decision) {
    session = ((LoginDecision.Admitted) decision).session();
    return this;
  }

  TestDevice subscribes() {
    session.subscribed("$EDC/eurotech-provision/" + order.clientId() + "/#");
    return this;
  }

  /** Asks as a device of the full profile. */
  TestDevice asks(int nonce) {
    await(says("PROV", wish(Optional.of(nonce(nonce)), Optional.empty())));
    return this;
  }

  KuraPayload wish(Optional<Nonce> nonce, Optional<Secret> activationKey) {
    return new ProvisionMessage(
            order.login().username(),
            said,
            activationKey,
            Optional.of("2"),
            nonce.isPresent() ? Set.of("PROVISION-V1", "CONF-V1") : Set.of("CONF-V1"),
            nonce,
            Map.of("serial_number", "S-1"),
            Optional.of("hw-1"),
            OptionalLong.empty())
        .toPayload(1);
  }

  TestDevice isBorn(String... handlers) {
    await(
        says("BIRTH", new BirthMessage(Set.of(handlers), Map.of("model_name", "M")).toPayload(1)));
    return this;
  }

  CompletionStage<Void> says(String name, KuraPayload payload) {
    return session.published(
        "$EDC/eurotech-provision/" + order.clientId() + "/MQTT/" + name,
        KuraPayloadCodec.encode(payload));
  }

  /** The next message, which must be this one. */
  Heard expects(String rest) {
    try {
      Heard next = heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(next).as("waiting for %s", rest).isNotNull();
      assertThat(next.topic().rest()).isEqualTo(rest);
      return next;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  TestDevice accepts(String rest) {
    await(answers(expects(rest), Answer.accepted()));
    return this;
  }

  CompletionStage<Void> answers(Heard request, Answer answer) {
    String app = request.topic().rest().split("/", 2)[0];
    return session.published(
        "$EDC/eurotech-provision/slipway-7/" + app + "/REPLY/" + request.requestId(),
        KuraPayloadCodec.encode(answer.toPayload(2)));
  }

  /** Tells of an application as stock Kura does. */
  void notifies(String resource, KuraPayload.Builder payload) {
    tells("DEPLOY-V2", resource, payload.build());
  }

  void reports(Progress progress) {
    tells(Progress.APP, Progress.RESOURCE, progress.toPayload(2));
  }

  private void tells(String app, String resource, KuraPayload payload) {
    String topic =
        "$EDC/eurotech-provision/slipway-7/%s/NOTIFY/%s/%s"
            .formatted(app, order.clientId(), resource);
    await(session.published(topic, KuraPayloadCodec.encode(payload)));
  }

  TestDevice hearsNothing() {
    assertThat(heard).isEmpty();
    return this;
  }

  void hangsUp() {
    gone = true;
    session.closed();
  }

  /** Leaves before its login is decided. */
  void losesPatience() {
    gone = true;
  }

  Closing closed() {
    return await(closed);
  }

  boolean isClosed() {
    return closed.isDone();
  }

  DeviceSession session() {
    return session;
  }

  /** The platform's key, as step 1 brings it. */
  static MessageVerifier verifierIn(Heard certificates) {
    try {
      String pem = new String(certificates.body(), StandardCharsets.US_ASCII);
      return new MessageVerifier(PlatformChain.parse(pem).signer().getPublicKey());
    } catch (CertificateException e) {
      throw new AssertionError(e);
    }
  }

  static void verify(MessageVerifier verifier, Heard message) {
    try {
      verifier.verify(message.topic(), message.payload());
    } catch (SignatureInvalidException e) {
      throw new AssertionError(message.topic() + " does not verify", e);
    }
  }

  static ConfigurationSnapshot snapshotIn(Heard configuration) {
    return KuraXml.decode(configuration.body());
  }

  /** The login for the account's broker that a configuration brings. */
  static Secret passwordIn(Heard configuration) {
    ComponentConfiguration transport =
        snapshotIn(configuration).component(KuraPids.MQTT_DATA_TRANSPORT).orElseThrow();
    return Secret.of(transport.properties().get("password").values().get(0));
  }

  @Override
  public boolean open() {
    return !gone;
  }

  @Override
  public void deliver(String topic, byte[] payload) {
    heard.add(
        new Heard(
            ControlTopic.parse(topic, "$EDC").orElseThrow(),
            KuraPayloadCodec.decode(payload, PayloadLimits.DEFAULT)));
  }

  @Override
  public void close(Closing reason) {
    closed.complete(reason);
  }

  static <T> T await(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }
}
