// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.world;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** An administrator who asks the next node where one does not answer, for as long as it takes. */
public final class Desk {
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private final List<Slipway> nodes;
  private final Map<Slipway, Operator> operators = new ConcurrentHashMap<>();
  private final AtomicInteger turn = new AtomicInteger();

  private Desk(List<Slipway> nodes) {
    this.nodes = nodes;
  }

  public static Desk of(List<Slipway> nodes) {
    return new Desk(List.copyOf(nodes));
  }

  /** The answer to a question that may be asked again. */
  public <T> T ask(String what, Function<Operator, T> question) {
    return Patience.await(what, LIMIT, () -> askOne(question));
  }

  /** Places an order, though not twice where only the answer was lost. */
  public PlacedOrder place(Order order) {
    return ask("the order placed", operator -> operator.placeOnce(order));
  }

  private <T> Optional<T> askOne(Function<Operator, T> question) {
    Slipway node = nodes.get(Math.floorMod(turn.getAndIncrement(), nodes.size()));
    try {
      return Optional.of(question.apply(at(node)));
    } catch (RuntimeException | AssertionError unanswered) {
      // It may have started anew, and know nobody who was logged in.
      Optional.ofNullable(operators.remove(node)).ifPresent(Operator::close);
      return Optional.empty();
    }
  }

  private Operator at(Slipway node) {
    return operators.computeIfAbsent(node, n -> Operator.login(n.ports(), n.trust()));
  }
}
