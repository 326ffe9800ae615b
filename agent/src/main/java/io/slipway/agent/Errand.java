// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent;

import io.slipway.agent.handler.HandlerException;
import io.slipway.agent.packages.LongWork;
import io.slipway.protocol.message.Answer;
import io.slipway.protocol.message.PlatformRequest;
import io.slipway.protocol.message.Progress;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the platform has ordered and takes long.
 *
 * @param key tells what was ordered, in whatever run
 * @param ending says what came of it; called once, when the work has ended
 * @param asked who waits for the answer, in this run
 */
record Errand(
    String key, Doing doing, LongWork work, Ending ending, Optional<Talk.Heard.Order> asked) {
  private static final String PACKAGES = "/packages/";
  private static final int ALL = 100;
  private static final int FAILED = 500;

  /**
   * What is done.
   *
   * @param done so much of it, which the work itself says
   * @param whole 0 where that is not known
   */
  record Doing(String step, AtomicLong done, long whole) {}

  /** Says what came of it. */
  @FunctionalInterface
  interface Ending {
    Answer of(LongWork work) throws HandlerException, IOException;
  }

  static String key(Talk.Heard.Order order) {
    return order.request().rest() + " " + hash(order.request());
  }

  private static String hash(PlatformRequest request) {
    if (request instanceof PlatformRequest.PutPackage put) {
      return put.sha256();
    } else if (request instanceof PlatformRequest.FetchPackage fetch) {
      return fetch.sha256();
    } else if (request instanceof PlatformRequest.InstallPackage install) {
      return install.sha256();
    }
    return "";
  }

  boolean isFor(Talk.Heard.Order order) {
    return key(order).equals(key);
  }

  Errand askedBy(Optional<Talk.Heard.Order> order) {
    return new Errand(key, doing, work, ending, order);
  }

  /** The answer, once the work has ended. */
  Answer settle() throws IOException {
    try {
      return ending.of(work);
    } catch (HandlerException failed) {
      return Answer.refused(FAILED, failed.getMessage());
    }
  }

  /** For people. */
  String title() {
    return doing.step()
        + " of "
        + key.substring(key.indexOf(PACKAGES) + PACKAGES.length(), key.indexOf(' '));
  }

  Progress progress() {
    OptionalInt percent =
        doing.whole() > 0
            ? OptionalInt.of((int) (doing.done().get() * ALL / doing.whole()))
            : OptionalInt.empty();
    return new Progress(doing.step(), percent, title());
  }
}
