// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent;

import io.slipway.agent.handler.HandlerException;
import io.slipway.agent.packages.LongWork;
import io.slipway.agent.packages.PackageContents;
import io.slipway.agent.packages.PackageFetch;
import io.slipway.agent.packages.Packages;
import io.slipway.agent.state.AgentStore;
import io.slipway.agent.state.Application;
import io.slipway.agent.state.Application.Stage;
import io.slipway.protocol.message.Answer;
import io.slipway.protocol.message.PlatformRequest;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;

/** Step 3: applications come, one after the other, and are installed. */
final class PackageOrders {
  private static final int MOST_TEXT = 1_500;
  private static final int WRONG = 400;
  private static final int UNKNOWN = 404;
  private static final int FAILED = 500;

  private final AgentStore store;
  private final Packages packages;
  private final PackageContents contents;
  private final PackageFetch fetch;
  private final Surroundings surroundings;

  /** What is under way, or has ended and is not told yet. It outlasts connections. */
  private Optional<Errand> errand = Optional.empty();

  /** The installation that failed last, in case the answer is lost. */
  private Optional<Failure> failure = Optional.empty();

  PackageOrders(Memory memory, PackageFetch fetch, Surroundings surroundings) {
    this.store = memory.store();
    this.packages = memory.packages();
    this.contents = memory.packages().contents();
    this.fetch = fetch;
    this.surroundings = surroundings;
  }

  private record Failure(Application application, Answer answer) {}

  /** What is under way, which may be nothing. */
  Optional<Errand> errand() {
    return errand;
  }

  boolean busy() {
    return errand.filter(e -> !e.work().ended()).isPresent();
  }

  static boolean concerns(PlatformRequest request) {
    return request instanceof PlatformRequest.PutPackage
        || request instanceof PlatformRequest.FetchPackage
        || request instanceof PlatformRequest.InstallPackage;
  }

  /** Does what is ordered, or begins with it: then the answer comes later, by {@link #told}. */
  Optional<Answer> carryOut(Talk.Heard.Order order) throws IOException {
    if (errand.filter(e -> e.isFor(order)).isPresent()) {
      errand = errand.map(e -> e.askedBy(Optional.of(order)));
      return Optional.empty();
    }
    if (busy()) {
      return refused(FAILED, "the device is busy: " + errand.orElseThrow().title());
    }
    settle();
    try {
      if (order.request() instanceof PlatformRequest.PutPackage part) {
        return put(order, part);
      } else if (order.request() instanceof PlatformRequest.FetchPackage elsewhere) {
        return fetch(order, elsewhere);
      }
      return install(order, (PlatformRequest.InstallPackage) order.request());
    } catch (HandlerException refused) {
      return refused(FAILED, refused.getMessage());
    }
  }

  /** An answer that was not known at once. */
  record Told(Talk.Heard.Order order, Answer answer) {}

  /** What came of what was under way, once it has ended and the platform waits for it. */
  Optional<Told> told() {
    Optional<Talk.Heard.Order> asked = errand.filter(e -> e.work().ended()).flatMap(Errand::asked);
    if (asked.isEmpty()) {
      return Optional.empty();
    }
    try {
      return settle().map(answer -> new Told(asked.get(), answer));
    } catch (IOException full) {
      return Optional.of(new Told(asked.get(), unstored(full)));
    }
  }

  static Answer unstored(IOException full) {
    return Answer.refused(FAILED, "the device could not store it: " + full);
  }

  /** Nobody waits for an answer any more, since the connection is gone. */
  void forgetWhoAsked() {
    errand = errand.map(e -> e.askedBy(Optional.empty()));
  }

  /** Ends what is under way. */
  void stop() {
    errand.ifPresent(e -> e.work().stop());
  }

  /** The run has come to nothing: what was installed in it goes, where that was ordered. */
  void fail() throws HandlerException, IOException {
    if (busy()) {
      packages.end(errand.orElseThrow().work());
      errand = Optional.empty();
    }
    settle();
    packages.takeBack();
  }

  private Optional<Answer> settle() throws IOException {
    Optional<Errand> ended = errand;
    errand = Optional.empty();
    return ended.isPresent() ? Optional.of(ended.get().settle()) : Optional.empty();
  }

  private Optional<Answer> put(Talk.Heard.Order order, PlatformRequest.PutPackage part)
      throws HandlerException, IOException {
    failure = Optional.empty();
    Optional<Application> known = installed(part.name(), part.version(), part.sha256());
    if (known.isPresent() && !contents.whole(part.sha256())) {
      return look(order, known.get(), part.size());
    }
    long there = contents.expect(part.sha256(), part.size());
    if (there == part.offset()) {
      there = contents.append(part.sha256(), part.part());
    } else if (there < part.size() && there != part.offset() + part.part().length) {
      return Optional.of(Answer.elsewhere(there));
    }
    // Where it was taken before, the answer was lost.
    return there < part.size() || contents.whole(part.sha256())
        ? Optional.of(Answer.accepted(there))
        : complete(order, part);
  }

  private Optional<Answer> complete(Talk.Heard.Order order, PlatformRequest.PutPackage part) {
    return begin(
        order,
        new Errand.Doing("check", new AtomicLong(), 0),
        () -> {
          contents.complete(part.sha256());
          return true;
        },
        work -> here(work, part.name() + " " + part.version(), part.size()));
  }

  /** It was installed before, and its content is gone: perhaps that is not needed. */
  private Optional<Answer> look(Talk.Heard.Order order, Application known, long size) {
    return begin(
        order,
        new Errand.Doing("check", new AtomicLong(), 0),
        () -> packages.runs(known),
        work -> {
          if (work.result()) {
            return Answer.accepted(size);
          }
          store.applications(a -> a.without(known));
          return Answer.elsewhere(0);
        });
  }

  private Optional<Answer> fetch(Talk.Heard.Order order, PlatformRequest.FetchPackage wanted)
      throws HandlerException, IOException {
    failure = Optional.empty();
    long there = contents.expect(wanted.sha256(), wanted.size());
    if (contents.whole(wanted.sha256())) {
      return Optional.of(Answer.accepted(wanted.size()));
    }
    Optional<Application> known = installed(wanted.name(), wanted.version(), wanted.sha256());
    AtomicLong come = new AtomicLong(there);
    return begin(
        order,
        new Errand.Doing("download", come, wanted.size()),
        () -> {
          if (known.isPresent() && packages.runs(known.get())) {
            return true;
          }
          fetch.fetch(wanted.url(), contents.part(wanted.sha256()), wanted.size(), come::set);
          contents.complete(wanted.sha256());
          return true;
        },
        work -> here(work, wanted.name() + " " + wanted.version(), wanted.size()));
  }

  private Answer here(LongWork work, String title, long size) throws HandlerException {
    work.result();
    log(title + " is here");
    return Answer.accepted(size);
  }

  private Optional<Answer> install(Talk.Heard.Order order, PlatformRequest.InstallPackage request)
      throws IOException {
    if (!packages.handles(request.handler())) {
      return refused(
          UNKNOWN, "no installer for " + request.handler() + ": set " + Setting.PACKAGE_HOOK.key());
    }
    Application wanted =
        new Application(
            request.name(),
            request.version(),
            request.sha256(),
            request.handler(),
            request.rollBack(),
            Stage.INSTALLING);
    if (failure.filter(f -> f.application().is(wanted)).isPresent()) {
      return failure.map(Failure::answer);
    }
    Optional<Stage> stage = store.state().applications().find(wanted).map(Application::stage);
    boolean perhaps = stage.filter(s -> s == Stage.INSTALLING || s == Stage.INSTALLED).isPresent();
    if (!perhaps && !contents.whole(wanted.sha256())) {
      return refused(WRONG, wanted.title() + " has not come");
    }
    store.applications(a -> a.installing(wanted));
    log("installing " + wanted.title());
    return begin(
        order,
        new Errand.Doing("install", new AtomicLong(), 0),
        () -> packages.install(wanted, perhaps),
        work -> installed(wanted, work));
  }

  private Answer installed(Application wanted, LongWork work) throws IOException {
    try {
      if (!work.result()) {
        store.applications(a -> a.without(wanted));
        return Answer.refused(WRONG, wanted.title() + " runs no more, and has to come again");
      }
    } catch (HandlerException failed) {
      store.applications(a -> a.failed(wanted));
      Answer answer = Answer.refused(FAILED, cut(failed.getMessage()));
      log(wanted.title() + " is not installed: " + failed.getMessage());
      failure = Optional.of(new Failure(wanted, answer));
      return answer;
    }
    store.applications(a -> a.installed(wanted));
    log(wanted.title() + " is installed");
    return Answer.accepted();
  }

  private Optional<Application> installed(String name, String version, String sha256) {
    return store.state().applications().all().stream()
        .filter(a -> a.stage() == Stage.INSTALLED && a.sha256().equals(sha256))
        .filter(a -> a.name().equals(name) && a.version().equals(version))
        .findFirst();
  }

  private Optional<Answer> begin(
      Talk.Heard.Order order, Errand.Doing doing, Callable<Boolean> what, Errand.Ending ending) {
    LongWork work = LongWork.begin(what, surroundings.inbox()::workEnded);
    errand = Optional.of(new Errand(Errand.key(order), doing, work, ending, Optional.of(order)));
    return Optional.empty();
  }

  private Optional<Answer> refused(int code, String why) {
    log("refused: " + why);
    return Optional.of(Answer.refused(code, cut(why)));
  }

  private void log(String line) {
    surroundings.log().accept(line);
  }

  private static String cut(String text) {
    return text.length() <= MOST_TEXT ? text : text.substring(0, MOST_TEXT);
  }
}
