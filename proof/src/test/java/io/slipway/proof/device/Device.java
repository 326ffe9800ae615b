// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.proof.world.Patience;
import io.slipway.proof.world.PlacedOrder;
import io.slipway.proof.world.Slipway;
import io.slipway.proof.world.Trust;
import io.slipway.protocol.message.Answer;
import io.slipway.protocol.message.BirthMessage;
import io.slipway.protocol.message.Nonce;
import io.slipway.protocol.message.PlatformRequest;
import io.slipway.protocol.message.PlatformRequestCodec;
import io.slipway.protocol.message.ProvisionMessage;
import io.slipway.protocol.message.Secret;
import io.slipway.protocol.payload.KuraPayload;
import io.slipway.protocol.payload.KuraPayloadCodec;
import io.slipway.protocol.payload.PayloadLimits;
import io.slipway.protocol.signing.MessageVerifier;
import io.slipway.protocol.signing.PlatformChain;
import io.slipway.protocol.signing.SignatureInvalidException;
import io.slipway.protocol.topic.ControlTopic;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A device at the provision broker, step by step: each call does one thing and waits for what the
 * platform says to it. What it has been given outlives its connections, as on a disk.
 */
public final class Device implements AutoCloseable {
  private static final String PREFIX = "$EDC";
  private static final String PROVISION_ACCOUNT = "eurotech-provision";
  private static final Set<String> FULL = Set.of("PROVISION-V1", "CONF-V1");
  private static final Set<String> STOCK = Set.of("CONF-V1", "CMD-V1", "DEPLOY-V2");

  private static final Duration LOOK = Duration.ofMillis(100);

  private final Profile profile;
  private final PlacedOrder order;
  private final Trust trust;
  private final List<byte[]> configurations = new ArrayList<>();
  private final SecureRandom random = new SecureRandom();
  private Nonce nonce = freshNonce();
  private Optional<String> activationKey;
  private Optional<String> hardware = Optional.empty();
  private Optional<MessageVerifier> verifier = Optional.empty();
  private Optional<Wire> wire = Optional.empty();
  private boolean toldToLeave;

  public Device(Profile profile, PlacedOrder order, Trust trust) {
    this.profile = profile;
    this.order = order;
    this.trust = trust;
    this.activationKey = order.activationKey();
  }

  public PlacedOrder order() {
    return order;
  }

  public Login login() {
    return Login.of(order.clientId(), order.username(), order.password());
  }

  public Device withActivationKey(Optional<String> key) {
    activationKey = key;
    return this;
  }

  /** What it says that it is made of. */
  public Device ofHardware(String id) {
    hardware = Optional.of(id);
    return this;
  }

  /** From now on it is another run, as after the device itself has started anew. */
  public void renewNonce() {
    nonce = freshNonce();
    verifier = Optional.empty();
  }

  /** Logs in; throws {@link LoginRefusedException}. */
  public Device connect(Client client, Door door) {
    return connect(client.connect(door, login()));
  }

  /** Goes on over a connection that is logged in. */
  public Device connect(Wire loggedIn) {
    wire = Optional.of(loggedIn);
    return this;
  }

  public Wire wire() {
    return wire.orElseThrow();
  }

  /** Subscribes and says what starts the provisioning, each profile in its own order. */
  public Device ask() {
    switch (profile) {
      case FULL -> {
        assertThat(subscribe()).isTrue();
        announce();
      }
      case KURA -> {
        announce();
        assertThat(subscribe()).isTrue();
      }
    }
    return this;
  }

  /** Says what starts the provisioning. */
  public void announce() {
    switch (profile) {
      case FULL -> wire().publish(own("MQTT/PROV"), KuraPayloadCodec.encode(provisionMessage()));
      case KURA -> wire().publish(own("MQTT/BIRTH"), KuraPayloadCodec.encode(birth()));
    }
  }

  public boolean subscribe() {
    return wire().subscribe(own("#"));
  }

  /** One of the device's own control topics. */
  public static String own(PlacedOrder order, String rest) {
    return PREFIX + "/" + PROVISION_ACCOUNT + "/" + order.clientId() + "/" + rest;
  }

  public String own(String rest) {
    return own(order, rest);
  }

  /** What the platform asks next; in the full profile only what is signed for this very run. */
  public Request next() {
    Wire.Message message =
        Patience.await("another request to " + order.clientId(), this::nextOrDisconnected);
    KuraPayload payload = KuraPayloadCodec.decode(message.payload(), PayloadLimits.DEFAULT);
    ControlTopic topic = ControlTopic.parse(message.topic(), PREFIX).orElseThrow();
    PlatformRequestCodec.Received received = PlatformRequestCodec.decode(topic, payload);
    Request request = new Request(topic, payload, received.envelope(), received.request());
    if (profile == Profile.FULL) {
      verify(request);
    }
    if (request.content() instanceof PlatformRequest.PutConfiguration put) {
      configurations.add(put.xml());
    }
    toldToLeave |= isLast(request);
    return request;
  }

  private Optional<Wire.Message> nextOrDisconnected() {
    boolean connected = wire().connected();
    Optional<Wire.Message> message = wire().next(LOOK);
    if (message.isEmpty() && !connected) {
      throw new DisconnectedException("nothing more came");
    }
    return message;
  }

  /** Whether it has heard all, and has its way to its account's broker before it. */
  public boolean toldToLeave() {
    return toldToLeave;
  }

  /** The next request, which must be of this kind. */
  public <R extends PlatformRequest> Request next(Class<R> kind) {
    Request request = next();
    assertThat(request.content()).isInstanceOf(kind);
    return request;
  }

  /** Whether nothing comes within a moment. */
  public boolean hearsNothing(Duration moment) {
    return wire().next(moment).isEmpty();
  }

  public void accept(Request request) {
    answer(request, Answer.accepted());
  }

  public void answer(Request request, Answer answer) {
    wire()
        .publish(
            request.answerTopic(),
            KuraPayloadCodec.encode(answer.toPayload(Instant.now().toEpochMilli())));
  }

  /** Answers all that is asked until nothing more can come. */
  public Settings follow() {
    boolean last = false;
    while (!last) {
      Request request = next();
      last = isLast(request);
      accept(request);
    }
    return settings();
  }

  /** From login to the end of the talk, and leaves. */
  public Settings provision(Client client, Door door) {
    Settings settings = connect(client, door).ask().follow();
    close();
    return settings;
  }

  private boolean isLast(Request request) {
    return profile == Profile.FULL
        ? request.content() instanceof PlatformRequest.Complete
        : request.content() instanceof PlatformRequest.PutConfiguration;
  }

  /** What it has been given last. */
  public Settings settings() {
    return Settings.in(configurations.getLast());
  }

  /** All configurations that it was sent, repeated ones too. */
  public List<byte[]> configurations() {
    return List.copyOf(configurations);
  }

  /** Where its account's broker is. */
  public Door accountDoor() {
    return Door.of(settings().brokerUrl(), trust);
  }

  /** Logs in at its account's broker with what it was given. */
  public AccountDevice arrive(Client client) {
    return arrive(client, settings().login());
  }

  /** Logs in at its account's broker as it likes. */
  public AccountDevice arrive(Client client, Login login) {
    Wire there = client.connect(accountDoor(), login);
    return new AccountDevice(settings().withLogin(login), there);
  }

  /** Logs in at the account broker that a server has now, with what it was given before. */
  public AccountDevice arriveAt(Slipway slipway, Client client) {
    Door door = new Door("localhost", slipway.ports().accountTls(), Optional.of(slipway.trust()));
    return new AccountDevice(settings(), client.connect(door, settings().login()));
  }

  /** Waits until the platform has ended the connection. */
  public void awaitClosed() {
    Patience.until(order.clientId() + " disconnected", () -> !wire().connected());
  }

  public void cut() {
    wire().cut();
    wire = Optional.empty();
  }

  @Override
  public void close() {
    wire.ifPresent(Wire::close);
    wire = Optional.empty();
  }

  private void verify(Request request) {
    assertThat(request.envelope().nonce()).contains(nonce);
    if (request.content() instanceof PlatformRequest.PutCertificates put) {
      verifier = Optional.of(verifierIn(put.pemChains()));
    } else if (request.content() instanceof PlatformRequest.Refuse refuse) {
      verifier = Optional.of(verifierIn(refuse.pemChains()));
    }
    try {
      verifier
          .orElseThrow(() -> new AssertionError("asked before the certificates came"))
          .verify(request.topic(), request.payload());
    } catch (SignatureInvalidException e) {
      throw new AssertionError(request.topic() + " is not signed as it should be", e);
    }
  }

  private MessageVerifier verifierIn(String pemChains) {
    try {
      PlatformChain chain = PlatformChain.parse(pemChains);
      chain.verify(Instant.now(), trust.authority()::equals);
      return new MessageVerifier(chain.signer().getPublicKey());
    } catch (CertificateException e) {
      throw new AssertionError("the platform's chain is not to be trusted", e);
    }
  }

  public KuraPayload provisionMessage() {
    return new ProvisionMessage(
            order.username(),
            Secret.of(order.password()),
            activationKey.map(Secret::of),
            Optional.of("1"),
            FULL,
            Optional.of(nonce),
            Map.of("serial_number", "SN-" + order.clientId(), "model_name", "Proof 3000"),
            hardware,
            OptionalLong.empty())
        .toPayload(Instant.now().toEpochMilli());
  }

  private KuraPayload birth() {
    return new BirthMessage(
            STOCK, Map.of("serial_number", "SN-" + order.clientId(), "model_name", "Kura 6"))
        .toPayload(Instant.now().toEpochMilli());
  }

  private Nonce freshNonce() {
    byte[] bytes = new byte[Nonce.BYTES];
    random.nextBytes(bytes);
    return Nonce.of(bytes);
  }
}
