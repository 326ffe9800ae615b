// SPDX-License-Identifier: Apache-2.0
package io.slipway.events;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.slipway.domain.Account;
import io.slipway.domain.Id;
import io.slipway.domain.Webhook;
import io.slipway.domain.Webhook.State;
import io.slipway.protocol.message.Secret;
import io.slipway.security.MasterKey;
import io.slipway.security.Sealer;
import io.slipway.security.SecretGenerator;
import io.slipway.store.Outbox;
import io.slipway.store.Samples;
import io.slipway.store.Store;
import io.slipway.store.jdbc.JdbcStore;
import io.slipway.store.jdbc.StoreSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebhookRoundTest {
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private final Samples samples = new Samples();
  private final Watch watch = new Watch();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final WebhookMeters meters = new WebhookMeters(registry);
  private final Receiver receiver = new Receiver();
  private final Secret secret = Secret.of("secret-of-the-hook");
  @TempDir private Path folder;
  private Store store;
  private Outbox outbox;
  private WebhookSecrets secrets;
  private WebhookSender sender;
  private WebhookRound round;
  private Id scope;
  private Webhook hook;

  @BeforeEach
  void open() throws Exception {
    SecureRandom random = new SecureRandom();
    MasterKey key = MasterKey.openOrCreate(folder.resolve("master.key"), random);
    secrets = new WebhookSecrets(new SecretGenerator(random), new Sealer(key, random));
    store = JdbcStore.open(folder.resolve("test.db").toString(), StoreSettings.DEFAULT, registry);
    outbox = store.outbox();
    sender = new WebhookSender(new WebhookTargets(false), secrets, LIMIT, watch);
    round = round(sender);
    Account acme = samples.account("acme");
    store.create(acme);
    scope = acme.id();
    Webhook unsealed = samples.webhook(scope, "a", receiver.url());
    hook = unsealed.withSecret(secrets.seal(secret), unsealed.audit());
    outbox.create(hook);
  }

  @AfterEach
  void close() {
    sender.close();
    store.close();
    receiver.close();
  }

  @Test
  void events_arriveSignedAndInOrder() {
    happens(7, "created", "running", "completed");
    while (play()) {
      assertThat(stored().state()).isEqualTo(State.ACTIVE);
    }
    assertThat(receiver.posts()).allMatch(p -> p.isSigned(secret));
    assertThat(receiver.posts()).noneMatch(p -> p.isSigned(Secret.of("another")));
    assertThat(told())
        .containsExactly("1 request.created", "2 request.running", "3 request.completed");
    assertThat(receiver.posts().get(1).body())
        .isEqualTo(
            "{\"id\":2,\"kind\":\"request.running\",\"scopeId\":\"%s\",".formatted(scope)
                + "\"at\":\"2026-11-23T10:15:30.123Z\",\"requestId\":\"Bw\","
                + "\"clientId\":\"device-Bw\"}");
    assertThat(outbox.waiting(hook.id())).isZero();
    assertThat(count("slipway.webhooks.delivered")).isEqualTo(3);
  }

  @Test
  void eventThatIsNotTaken_comesAgainAndKeepsOnlyItsOwnRequestWaiting() {
    receiver.answers(post -> post.body().contains("device-Bw") ? 500 : 200);
    happens(7, "created", "running");
    happens(8, "created", "running");
    playOut();
    assertThat(told())
        .containsExactlyInAnyOrder("1 request.created", "3 request.created", "4 request.running");
    assertThat(stored().progress().lastFailure().map(Webhook.Failure::reason))
        .contains("the receiver answered 500");
    receiver.answers(post -> 200);
    playOut();
    assertThat(receiver.posts()).hasSize(3);
    watch.advance(Duration.ofSeconds(2));
    playOut();
    assertThat(told().subList(3, 5)).containsExactly("1 request.created", "2 request.running");
    assertThat(count("slipway.webhooks.failed")).isEqualTo(1);
  }

  @Test
  void receiverThatIsAway_isOnlyKnockedAt_andGetsAllWhenItIsBack() {
    receiver.answers(post -> 503);
    IntStream.range(10, 30).forEach(request -> happens(request, "created"));
    play();
    assertThat(receiver.posts()).hasSize(16);
    assertThat(stored().progress().away()).isTrue();
    assertThat(stored().state()).isEqualTo(State.RETRYING);
    for (int knock = 1; knock <= 4; knock++) {
      assertThat(play()).isFalse();
      assertThat(receiver.posts()).hasSize(16 + knock);
    }
    receiver.answers(post -> 200);
    watch.advance(Duration.ofMinutes(1));
    playOut();
    assertThat(outbox.waiting(hook.id())).isZero();
    assertThat(stored().state()).isEqualTo(State.ACTIVE);
  }

  @Test
  void whatIsTriedForThreeDays_isGivenUpAndKept() {
    receiver.answers(post -> 410);
    happens(7, "created");
    Instant end = watch.instant().plus(RetryPauses.PATIENCE);
    while (watch.instant().isBefore(end)) {
      assertThat(stored().state()).isNotEqualTo(State.FAILING);
      play();
      watch.advance(Duration.ofMinutes(30));
    }
    watch.advance(Duration.ofHours(1));
    play();
    assertThat(stored().state()).isEqualTo(State.FAILING);
    assertThat(outbox.waiting(hook.id())).isEqualTo(1);
    assertThat(receiver.posts().size()).isBetween(50, 150);
    receiver.answers(post -> 200);
    outbox.resume(stored().resumed(), watch.instant());
    playOut();
    assertThat(stored().state()).isEqualTo(State.ACTIVE);
    assertThat(outbox.waiting(hook.id())).isZero();
  }

  @Test
  void redirection_isNotFollowed() {
    receiver.answers(post -> 307);
    happens(7, "created");
    play();
    assertThat(receiver.posts()).extracting(Receiver.Post::path).containsExactly("/hook");
    assertThat(stored().progress().lastFailure().map(Webhook.Failure::reason))
        .contains("the receiver answered 307");
  }

  @Test
  void receiverThatIsNotThere_isAFailureWithItsReason() {
    happens(7, "created");
    receiver.close();
    play();
    assertThat(stored().progress().failures()).isEqualTo(1);
    assertThat(stored().progress().lastFailure().map(Webhook.Failure::reason))
        .contains("nobody takes the connection");
    assertThat(outbox.waiting(hook.id())).isEqualTo(1);
  }

  @Test
  void receiverThatDoesNotAnswer_isNotWaitedForLongerThanTheLimit() {
    CountDownLatch never = new CountDownLatch(1);
    receiver.answers(
        post -> {
          awaitUninterruptibly(never);
          return 200;
        });
    happens(7, "created");
    try (WebhookSender hasty =
        new WebhookSender(new WebhookTargets(false), secrets, Duration.ofSeconds(1), watch)) {
      round(hasty).play(stored());
    }
    never.countDown();
    assertThat(stored().progress().lastFailure().map(Webhook.Failure::reason))
        .contains("no answer within 1 s");
  }

  @Test
  void answerWithoutEnd_isCutShort() throws IOException {
    try (ServerSocket endless = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread.startVirtualThread(() -> answerForEver(endless));
      Webhook.Terms terms = hook.terms();
      String url = "http://127.0.0.1:" + endless.getLocalPort() + "/";
      outbox.update(
          hook.with(
              new Webhook.Terms(terms.name(), url, true, terms.kinds()),
              hook.audit().modified(watch.instant(), Id.PLATFORM)));
      happens(7, "created");
      play();
      assertThat(stored().progress().lastFailure()).isEmpty();
      assertThat(outbox.waiting(hook.id())).isZero();
    }
  }

  private static void answerForEver(ServerSocket server) {
    try (Socket client = server.accept();
        OutputStream out = client.getOutputStream()) {
      out.write("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n".getBytes(US_ASCII));
      while (true) {
        out.write(new byte[8192]);
      }
    } catch (IOException hungUp) {
      // That is what is awaited.
      return;
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private WebhookRound round(WebhookSender by) {
    return new WebhookRound(outbox, by, secrets, meters, watch);
  }

  private boolean play() {
    return round.play(stored());
  }

  private void playOut() {
    boolean more = true;
    while (more) {
      more = play();
    }
  }

  private Webhook stored() {
    return outbox.webhook(hook.id()).orElseThrow();
  }

  private List<String> told() {
    return receiver.posts().stream().map(p -> p.id() + " " + p.kind()).toList();
  }

  private double count(String counter) {
    return registry.get(counter).counter().count();
  }

  private void happens(long request, String... actions) {
    int revision = 1;
    for (String action : actions) {
      store.keep(samples.status(scope, new Id(request), action, revision++));
    }
    outbox.tell(outbox.untold(9), watch.instant());
  }

  /** Moves only where a test moves it. */
  private static final class Watch extends Clock {
    private Instant now = Samples.NOW;

    void advance(Duration duration) {
      now = now.plus(duration);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }
}
