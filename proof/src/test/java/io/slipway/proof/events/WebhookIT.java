// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.events.Receiver;
import io.slipway.events.Receiver.Post;
import io.slipway.proof.device.AccountDevice;
import io.slipway.proof.device.Client;
import io.slipway.proof.device.Device;
import io.slipway.proof.device.Door;
import io.slipway.proof.device.Profile;
import io.slipway.proof.world.Operator;
import io.slipway.proof.world.Order;
import io.slipway.proof.world.Patience;
import io.slipway.proof.world.PlacedOrder;
import io.slipway.proof.world.Slipway;
import io.slipway.protocol.message.Secret;
import io.slipway.store.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A receiver hears all that happens to a device, in order, whoever dies or is away meanwhile. */
class WebhookIT {
  private static final Client CLIENT = Client.PAHO_311;
  private static final List<String> WHOLE_WAY =
      List.of("request.created", "request.running", "request.completed");

  @TempDir private Path folder;
  private Secret secret;

  @Test
  void events_arriveSignedInOrderAndNoneIsLost() {
    try (Slipway slipway = Slipway.start(folder)) {
      int port;
      try (Receiver receiver = listening(slipway.operator())) {
        port = receiver.port();
        PlacedOrder order = arrives(slipway, "seen");
        awaitWholeWay(receiver, order);
      }
      PlacedOrder unheard = arrives(slipway, "unheard");
      Patience.until(
          "the webhook is tried again",
          () -> hook(slipway.operator()).at("/state").equals("RETRYING"));
      slipway.kill();
      slipway.startAgain();
      assertThat(hook(slipway.operator()).json().at("/waiting").asInt()).isEqualTo(3);
      PlacedOrder late = slipway.operator().place(Order.of("late"));
      slipway.kill();
      try (Receiver receiver = new Receiver(port)) {
        slipway.startAgain();
        awaitWholeWay(receiver, unheard);
        Patience.until(
            "the last order", () -> kinds(receiver, late).equals(WHOLE_WAY.subList(0, 1)));
        Patience.until("nothing waits", () -> waiting(slipway.operator()) == 0);
        assertThat(receiver.posts()).allMatch(post -> post.isSigned(secret));
        assertThat(hook(slipway.operator()).at("/state")).isEqualTo("ACTIVE");
      }
    }
  }

  @Test
  void webhookOfANodeThatDies_isServedByAnother() throws Exception {
    try (PostgresServer database = PostgresServer.start()) {
      String url = database.newDatabase();
      try (Slipway one = Slipway.start(made("one"), "--database", url);
          Slipway two =
              Slipway.start(
                  made("two"),
                  "--database",
                  url,
                  "--master-key",
                  one.dataFolder().resolve("master.key").toString());
          Receiver receiver = listening(two.operator())) {
        PlacedOrder first = arrives(two, "with-both");
        awaitWholeWay(receiver, first);
        one.kill();
        PlacedOrder second = two.operator().place(Order.of("with-one"));
        Patience.until(
            "the order at a node that has lived on",
            () -> kinds(receiver, second).contains("request.created"));
        one.startAgain();
        two.kill();
        PlacedOrder third = one.operator().place(Order.of("with-the-other"));
        Patience.until(
            "the order at a node that has come back",
            () -> kinds(receiver, third).contains("request.created"));
        assertThat(receiver.posts()).allMatch(post -> post.isSigned(secret));
      }
    }
  }

  private Path made(String name) throws IOException {
    return Files.createDirectory(folder.resolve(name));
  }

  private Receiver listening(Operator operator) {
    Receiver receiver = new Receiver();
    secret =
        Secret.of(
            operator
                .post("/v1/_/webhooks", "{\"name\":\"crm\",\"url\":\"" + receiver.url() + "\"}")
                .ok()
                .at("/secret"));
    return receiver;
  }

  private static PlacedOrder arrives(Slipway slipway, String clientId) {
    PlacedOrder order = slipway.operator().place(Order.of(clientId));
    Device device = new Device(Profile.FULL, order, slipway.trust());
    device.provision(CLIENT, Door.provisionTls(slipway));
    try (AccountDevice arrived = device.arriveAt(slipway, CLIENT)) {
      slipway.operator().awaitStatus(order, "COMPLETED");
      arrived.birth();
    }
    return order;
  }

  private static void awaitWholeWay(Receiver receiver, PlacedOrder order) {
    Patience.until(
        "the whole way of " + order.clientId(), () -> kinds(receiver, order).equals(WHOLE_WAY));
  }

  /** Of one request, in the order in which they came; what comes again is the same event. */
  private static List<String> kinds(Receiver receiver, PlacedOrder order) {
    List<String> seen = new ArrayList<>();
    List<String> kinds = new ArrayList<>();
    for (Post post : receiver.posts()) {
      if (post.body().contains("\"requestId\":\"" + order.id() + "\"")
          && !seen.contains(post.id())) {
        seen.add(post.id());
        kinds.add(post.kind());
      }
    }
    return kinds;
  }

  private static Operator.Reply hook(Operator operator) {
    String id = operator.get("/v1/_/webhooks").ok().at("/items/0/id");
    return operator.get("/v1/_/webhooks/" + id).ok();
  }

  private static int waiting(Operator operator) {
    return hook(operator).json().at("/waiting").asInt();
  }
}
