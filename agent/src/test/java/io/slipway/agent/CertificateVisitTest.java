// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.agent.Platform.Letter;
import io.slipway.agent.certificate.Authority;
import io.slipway.agent.mqtt.ScriptedBroker;
import io.slipway.agent.mqtt.ScriptedBroker.Guest;
import io.slipway.agent.mqtt.ScriptedBroker.Publication;
import io.slipway.agent.mqtt.TlsServer;
import io.slipway.protocol.message.Answer;
import io.slipway.protocol.message.FailureCause;
import io.slipway.protocol.message.KeyType;
import io.slipway.protocol.message.Nonce;
import io.slipway.protocol.message.PlatformRequest;
import io.slipway.protocol.payload.KuraPayload;
import io.slipway.protocol.payload.KuraPayloadCodec;
import io.slipway.protocol.payload.PayloadLimits;
import io.slipway.protocol.signing.Pem;
import io.slipway.protocol.snapshot.ComponentConfiguration;
import io.slipway.protocol.snapshot.ConfigurationProperty;
import io.slipway.protocol.snapshot.ConfigurationSnapshot;
import io.slipway.protocol.snapshot.KuraPids;
import io.slipway.protocol.snapshot.KuraXml;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A whole provisioning with a certificate of the device's own, between two brokers. */
@Timeout(180)
class CertificateVisitTest {
  private static final Authority SERVERS = Authority.make("CN=root of servers");
  private static final Authority DEVICES = Authority.make("CN=root of devices").below("CN=below");
  private static final PlatformRequest.CreateCsr CSR =
      new PlatformRequest.CreateCsr("CN=pump,O=acme", KeyType.EC_P256);

  @TempDir private Path folder;
  private final Queue<String> log = new ConcurrentLinkedQueue<>();
  private Platform platform;
  private ScriptedBroker provision;
  private ScriptedBroker account;
  private ProvisioningAgent agent;
  private CompletableFuture<ProvisioningAgent.End> run;

  /** A device that is being provisioned, in one run. */
  private record Visit(Guest guest, Nonce nonce) {}

  @BeforeEach
  void begin() throws Exception {
    platform = Platform.at(Instant.now());
    provision = new ScriptedBroker(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    account = new ScriptedBroker(TlsServer.demanding(SERVERS, DEVICES));
    Files.writeString(folder.resolve("ca.pem"), Pem.of(platform.root(), SERVERS.root()));
    Files.createDirectory(folder.resolve("programs"));
    Files.writeString(
        folder.resolve("agent.properties"),
        """
        broker-url=mqtt://127.0.0.1:%d
        client-id=pump
        username=pump-4711
        password=factory
        retry-interval=1
        ca-file=ca.pem
        snapshot-directory=programs
        """
            .formatted(provision.port()));
    start();
  }

  @AfterEach
  void end() throws IOException {
    stop();
    provision.close();
    account.close();
  }

  @Test
  void device_isProvisionedWithACertificateInsteadOfAPassword() throws Exception {
    Visit visit = trusted(1);
    String request = body(ask(visit, CSR, 2));
    List<X509Certificate> chain = certificates(request);
    assertThat(ask(visit, new PlatformRequest.PutDeviceCertificate(Pem.of(chain)), 3).ok())
        .isTrue();
    finish(visit, 4);
    assertArrived(chain);
    assertThat(Files.readString(folder.resolve("agent.properties")))
        .startsWith("enabled=false\nprovisioned=true\n");
    // Started again it goes where it belongs, with the same certificate.
    stop();
    start();
    assertArrived(chain);
  }

  @Test
  void cutBetweenRequestAndCertificate_losesNothing() throws Exception {
    Visit visit = trusted(1);
    String request = body(ask(visit, CSR, 2));
    visit.guest().cut();
    Visit again = trusted(11);
    assertThat(again.nonce()).isNotEqualTo(visit.nonce());
    assertThat(body(ask(again, CSR, 2))).isEqualTo(request);
    stop();
    start();
    Visit third = trusted(21);
    assertThat(body(ask(third, CSR, 2))).as("after a restart").isEqualTo(request);
    List<X509Certificate> chain = certificates(request);
    assertThat(ask(third, new PlatformRequest.PutDeviceCertificate(Pem.of(chain)), 3).ok())
        .isTrue();
    third.guest().cut();
    Visit last = trusted(31);
    finish(last, 4);
    assertArrived(chain);
  }

  @Test
  void certificateOfAnother_isRefusedAndTheNextAttemptBeginsWithANewKey() throws Exception {
    Visit visit = trusted(1);
    String request = body(ask(visit, CSR, 2));
    String foreign = DEVICES.certify(Authority.key("CN=pump,O=acme"));
    Answer refused = ask(visit, new PlatformRequest.PutDeviceCertificate(foreign), 3);
    assertThat(refused.code()).isEqualTo(400);
    assertThat(refused.message().orElseThrow()).contains("is for another key");
    visit.guest().cut();
    Visit next = trusted(11);
    String other = body(ask(next, CSR, 12));
    assertThat(other).isNotEqualTo(request);
    List<X509Certificate> chain = certificates(other);
    ask(next, new PlatformRequest.PutDeviceCertificate(Pem.of(chain)), 13);
    finish(next, 14);
    assertArrived(chain);
  }

  /** As when the certificate that was given for it has been revoked since. */
  @Test
  void requestThatThePlatformRefuses_isNotSentAgain() throws Exception {
    Visit visit = trusted(1);
    String request = body(ask(visit, CSR, 2));
    ask(
        visit,
        new PlatformRequest.Refuse(FailureCause.CSR_REFUSED, "revoked", 0, platform.chain()),
        3);
    Visit next = trusted(11);
    assertThat(body(ask(next, CSR, 12))).isNotEqualTo(request);
  }

  @Test
  void configurationWithoutAPassword_isRefusedWhereNoCertificateHasCome() throws Exception {
    Visit visit = trusted(1);
    Answer answer = ask(visit, new PlatformRequest.PutConfiguration(configuration()), 2);
    assertThat(answer.message()).contains("the property password is missing");
    ask(visit, CSR, 3);
    answer = ask(visit, new PlatformRequest.PutConfiguration(configuration()), 4);
    assertThat(answer.message()).contains("the property password is missing");
  }

  /** The device logs in, says who it is and learns whom to trust. */
  private Visit trusted(int number) throws IOException {
    Guest guest = provision.next();
    Publication message = guest.published();
    assertThat(message.topic()).isEqualTo("$EDC/eurotech-provision/pump/MQTT/PROV");
    Nonce nonce = Nonce.of(decoded(message).bytes("nonce").orElseThrow());
    Visit visit = new Visit(guest, nonce);
    assertThat(ask(visit, platform.certificates(), number).ok()).isTrue();
    return visit;
  }

  private Answer ask(Visit visit, PlatformRequest request, int number) throws IOException {
    Letter letter = platform.letter("pump", request, number, visit.nonce());
    visit.guest().publish(letter.topic(), letter.payload());
    Publication answer = visit.guest().published();
    assertThat(answer.topic()).endsWith("/REPLY/%032x".formatted(number));
    return Answer.from(decoded(answer));
  }

  private void finish(Visit visit, int number) throws IOException {
    Answer taken = ask(visit, new PlatformRequest.PutConfiguration(configuration()), number);
    assertThat(taken).isEqualTo(Answer.accepted());
    PlatformRequest complete =
        new PlatformRequest.Complete(
            "acme", "mqtts://127.0.0.1:" + account.port(), "pump-1", "pump");
    assertThat(ask(visit, complete, number + 1)).isEqualTo(Answer.accepted());
  }

  private void assertArrived(List<X509Certificate> chain) throws IOException {
    Guest guest = account.next();
    assertThat(guest.published().topic()).isEqualTo("$EDC/acme/pump/MQTT/BIRTH");
    assertThat(guest.certificates()).isEqualTo(chain);
    assertThat(guest.username()).isEqualTo("pump-1");
    assertThat(guest.password()).isEmpty();
    assertThat(folder.resolve("programs/device.crt")).hasContent(Pem.of(chain));
    assertThat(folder.resolve("programs/device.key")).content().contains("PRIVATE KEY");
    assertThat(log).noneMatch(line -> line.contains("PRIVATE"));
  }

  private byte[] configuration() {
    Map<String, ConfigurationProperty> transport = new TreeMap<>();
    transport.put("topic.context.account-name", ConfigurationProperty.string("acme"));
    transport.put(
        "broker-url", ConfigurationProperty.string("mqtts://127.0.0.1:" + account.port()));
    transport.put("client-id", ConfigurationProperty.string("pump"));
    transport.put("username", ConfigurationProperty.string("pump-1"));
    return KuraXml.encode(
        new ConfigurationSnapshot(
            List.of(new ComponentConfiguration(KuraPids.MQTT_DATA_TRANSPORT, transport))));
  }

  /** What the platform does with a request for a certificate. */
  private static List<X509Certificate> certificates(String request) throws Exception {
    try (PEMParser parser = new PEMParser(new StringReader(request))) {
      PKCS10CertificationRequest read = (PKCS10CertificationRequest) parser.readObject();
      return Pem.certificates(
          DEVICES.certify(
              CSR.subject(),
              new JcaPEMKeyConverter().getPublicKey(read.getSubjectPublicKeyInfo()),
              Authority.BEGIN,
              Authority.END));
    }
  }

  private static String body(Answer answer) {
    assertThat(answer.ok()).as(answer.message().orElse("")).isTrue();
    return new String(answer.body().orElseThrow(), StandardCharsets.UTF_8);
  }

  private static KuraPayload decoded(Publication publication) {
    return KuraPayloadCodec.decode(publication.payload(), PayloadLimits.DEFAULT);
  }

  private void start() throws IOException {
    agent = Main.agent(folder.resolve("agent.properties"), Map.of(), log::add);
    run = CompletableFuture.supplyAsync(this::runAgent);
  }

  private ProvisioningAgent.End runAgent() {
    try {
      return agent.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void stop() {
    agent.stop();
    assertThat(run.join()).isEqualTo(ProvisioningAgent.End.STOPPED);
  }
}
