// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent;

import static io.slipway.agent.PackageDevice.content;
import static io.slipway.agent.PackageDevice.exec;
import static io.slipway.agent.PackageDevice.put;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.slipway.agent.Platform.Letter;
import io.slipway.agent.mqtt.ScriptedBroker;
import io.slipway.agent.mqtt.ScriptedBroker.Guest;
import io.slipway.agent.mqtt.ScriptedBroker.Publication;
import io.slipway.agent.packages.Content;
import io.slipway.protocol.message.Answer;
import io.slipway.protocol.message.FailureCause;
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
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whole provisionings with applications, between two brokers. */
@Timeout(180)
class PackageVisitTest {
  @TempDir private Path folder;
  private final Queue<String> log = new ConcurrentLinkedQueue<>();
  private Platform platform;
  private ScriptedBroker provision;
  private ScriptedBroker account;
  private ProvisioningAgent agent;
  private CompletableFuture<ProvisioningAgent.End> run;
  private int number;

  /** A device that is being provisioned, in one run. */
  private record Visit(Guest guest, Nonce nonce) {}

  @BeforeEach
  void begin() throws Exception {
    platform = Platform.at(Instant.now());
    provision = new ScriptedBroker(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    account = new ScriptedBroker(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    Files.writeString(folder.resolve("ca.pem"), Pem.of(platform.root()));
    PackageDevice.installHook(folder);
    Path configured = folder.resolve("configured");
    Files.writeString(configured, "#!/bin/sh\n[ ! -e \"$(dirname \"$0\")/fail-$1\" ]\n");
    Files.setPosixFilePermissions(
        configured, Files.getPosixFilePermissions(folder.resolve("hook")));
    Files.writeString(
        folder.resolve("agent.properties"),
        """
        broker-url=mqtt://127.0.0.1:%d
        client-id=pump
        username=pump-4711
        password=factory
        retry-interval=1
        ca-file=ca.pem
        hook=configured
        package-hook=hook
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
  void device_arrivesWithItsApplications() throws Exception {
    Visit visit = trusted();
    install(visit, "one");
    install(visit, "two");
    finish(visit);
    assertThat(account.next().published().topic()).isEqualTo("$EDC/acme/pump/MQTT/BIRTH");
    assertThat(told()).containsExactly("install one", "status one", "install two", "status two");
    stop();
    assertThat(folder.resolve("agent.properties.d/packages")).isEmptyDirectory();
    start();
    account.next();
    assertThat(told()).as("started again").hasSize(4);
  }

  @Test
  void transferThatWasCutOff_goesOnInTheNextVisit() throws Exception {
    Content large = Content.of(9, 1 << 20);
    Visit visit = trusted();
    for (int at = 0; at < 1 << 19; at += 1 << 18) {
      assertThat(ask(visit, put("one", large, at, 1 << 18)))
          .isEqualTo(Answer.accepted(at + (1 << 18)));
    }
    visit.guest().cut();
    Visit again = trusted();
    assertThat(ask(again, put("one", large, 0, 1 << 18))).isEqualTo(Answer.elsewhere(1 << 19));
    again.guest().cut();
    // That was no refusal: the device comes again soon, as after any lost connection.
    trusted();
    assertThat(log).noneMatch(line -> line.startsWith("go on at"));
  }

  @Test
  void connectionLostWhileInstalling_installsOnce() throws Exception {
    Visit visit = trusted();
    ask(visit, put("one"));
    Files.createFile(folder.resolve("hold-install"));
    send(visit, exec("one", true));
    awaitTold("install one");
    visit.guest().cut();
    Visit again = trusted();
    send(again, exec("one", true));
    Files.delete(folder.resolve("hold-install"));
    assertThat(answer(again)).isEqualTo(Answer.accepted());
    assertThat(told()).containsExactly("install one", "status one");
  }

  @Test
  void agentThatIsStoppedWhileInstalling_endsAtOnceAndInstallsAfterwards() throws Exception {
    Visit visit = trusted();
    ask(visit, put("one"));
    Files.createFile(folder.resolve("hold-install"));
    send(visit, exec("one", true));
    awaitTold("install one");
    stop();
    assertThat(folder.resolve("running-one")).doesNotExist();
    Files.delete(folder.resolve("hold-install"));
    start();
    Visit again = trusted();
    assertThat(ask(again, exec("one", true))).isEqualTo(Answer.accepted());
    assertThat(folder.resolve("running-one")).exists();
  }

  @Test
  void agentThatIsStoppedBetweenVisits_endsTheHook() throws Exception {
    Visit visit = trusted();
    ask(visit, put("one"));
    Files.createFile(folder.resolve("hold-install"));
    send(visit, exec("one", true));
    awaitTold("install one");
    provision.close();
    visit.guest().cut();
    while (log.stream().noneMatch(line -> line.contains("trying again"))) {
      Thread.onSpinWait();
    }
    String pid = Files.readString(folder.resolve("pid-install")).strip();
    assertThat(ProcessHandle.of(Long.parseLong(pid))).isPresent();
    stop();
    ProcessHandle.of(Long.parseLong(pid)).ifPresent(hook -> hook.onExit().join());
  }

  @Test
  void refusalOfThePlatform_takesApplicationsBack() throws Exception {
    Visit visit = trusted();
    install(visit, "one");
    install(visit, "two");
    ask(visit, new PlatformRequest.Refuse(FailureCause.STEP_TIMEOUT, "no", 0, platform.chain()));
    trusted();
    assertThat(told()).endsWith("rollback two", "rollback one");
  }

  @Test
  void configurationThatIsRefused_takesApplicationsBack() throws Exception {
    Visit visit = trusted();
    install(visit, "one");
    Files.createFile(folder.resolve("fail-check"));
    assertThat(ask(visit, new PlatformRequest.PutConfiguration(configuration())).code())
        .isEqualTo(500);
    visit.guest().cut();
    trusted();
    assertThat(told()).endsWith("rollback one");
  }

  @Test
  void configurationThatFails_takesApplicationsBackAndTheyComeAgainWithIt() throws Exception {
    Visit visit = trusted();
    install(visit, "one");
    Files.createFile(folder.resolve("fail-apply"));
    finish(visit);
    Visit back = trusted();
    assertThat(folder.resolve("running-one")).doesNotExist();
    Files.delete(folder.resolve("fail-apply"));
    ask(back, new PlatformRequest.Refuse(FailureCause.STEP_TIMEOUT, "no", 0, platform.chain()));
    account.next();
    assertThat(told())
        .containsExactly("install one", "status one", "rollback one", "install one", "status one");
  }

  @Test
  void applicationThatIsKeptElsewhere_isFetched() throws Exception {
    HttpServer web =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    byte[] bytes = content("one").bytes();
    web.createContext(
        "/one",
        exchange -> {
          exchange.sendResponseHeaders(200, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    web.start();
    try {
      String url = "http://127.0.0.1:" + web.getAddress().getPort();
      Visit visit = trusted();
      assertThat(ask(visit, fetch("one", url + "/one"))).isEqualTo(Answer.accepted(bytes.length));
      assertThat(ask(visit, exec("one", true))).isEqualTo(Answer.accepted());
      assertThat(ask(visit, fetch("two", url + "/two")))
          .isEqualTo(Answer.refused(500, "127.0.0.1: the server answers 404"));
      assertThat(ask(visit, fetch("two", url + "/one")).message().orElseThrow())
          .contains("127.0.0.1: it has 14 bytes and not 15");
    } finally {
      web.stop(0);
    }
  }

  private static PlatformRequest.FetchPackage fetch(String name, String url) {
    Content content = content(name);
    long size = name.equals("one") ? content.size() : content.size() + 1;
    return new PlatformRequest.FetchPackage(name, "1", size, content.sha256(), url);
  }

  /** The device logs in, says who it is and learns whom to trust. */
  private Visit trusted() throws IOException {
    Guest guest = provision.next();
    Publication message = guest.published();
    assertThat(message.topic()).isEqualTo("$EDC/eurotech-provision/pump/MQTT/PROV");
    Visit visit = new Visit(guest, Nonce.of(decoded(message).bytes("nonce").orElseThrow()));
    assertThat(ask(visit, platform.certificates()).ok()).isTrue();
    return visit;
  }

  private void install(Visit visit, String name) throws IOException {
    assertThat(ask(visit, put(name))).isEqualTo(Answer.accepted(content(name).size()));
    assertThat(ask(visit, exec(name, true))).isEqualTo(Answer.accepted());
  }

  private void finish(Visit visit) throws IOException {
    assertThat(ask(visit, new PlatformRequest.PutConfiguration(configuration())))
        .isEqualTo(Answer.accepted());
    PlatformRequest complete =
        new PlatformRequest.Complete("acme", "mqtt://127.0.0.1:" + account.port(), "u", "pump");
    assertThat(ask(visit, complete)).isEqualTo(Answer.accepted());
  }

  private Answer ask(Visit visit, PlatformRequest request) throws IOException {
    send(visit, request);
    return answer(visit);
  }

  private void send(Visit visit, PlatformRequest request) throws IOException {
    Letter letter = platform.letter("pump", request, ++number, visit.nonce());
    visit.guest().publish(letter.topic(), letter.payload());
  }

  private Answer answer(Visit visit) {
    Publication answer = visit.guest().published();
    assertThat(answer.topic()).endsWith("/REPLY/%032x".formatted(number));
    return Answer.from(decoded(answer));
  }

  private byte[] configuration() {
    Map<String, ConfigurationProperty> transport =
        Map.of(
            "topic.context.account-name", ConfigurationProperty.string("acme"),
            "broker-url", ConfigurationProperty.string("mqtt://127.0.0.1:" + account.port()),
            "client-id", ConfigurationProperty.string("pump"),
            "username", ConfigurationProperty.string("u"),
            "password", ConfigurationProperty.string("p"));
    return KuraXml.encode(
        new ConfigurationSnapshot(
            List.of(new ComponentConfiguration(KuraPids.MQTT_DATA_TRANSPORT, transport))));
  }

  private List<String> told() throws IOException {
    Path told = folder.resolve("told");
    return Files.exists(told) ? Files.readAllLines(told, StandardCharsets.UTF_8) : List.of();
  }

  private void awaitTold(String line) throws IOException {
    while (!told().contains(line)) {
      Thread.onSpinWait();
    }
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
