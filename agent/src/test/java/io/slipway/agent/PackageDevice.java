// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.agent.handler.IdentityFiles;
import io.slipway.agent.handler.Program;
import io.slipway.agent.handler.Snapshots;
import io.slipway.agent.mqtt.Inbox;
import io.slipway.agent.packages.Content;
import io.slipway.agent.packages.FirstInstaller;
import io.slipway.agent.packages.PackageContents;
import io.slipway.agent.packages.PackageFetch;
import io.slipway.agent.packages.PackageHook;
import io.slipway.agent.packages.Packages;
import io.slipway.agent.state.AgentStore;
import io.slipway.protocol.message.Answer;
import io.slipway.protocol.message.Nonce;
import io.slipway.protocol.message.PlatformRequest;
import io.slipway.protocol.message.PlatformRequest.InstallPackage;
import io.slipway.protocol.message.PlatformRequest.PutPackage;
import io.slipway.protocol.message.RequestEnvelope;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;

/**
 * A device with a hook that installs applications: each runs as long as a file {@code running-NAME}
 * is there. The hook waits while there is a file {@code hold-VERB}, and fails where there is one
 * {@code fail-VERB}; what it was told stands in {@code told}.
 */
final class PackageDevice implements AutoCloseable {
  static final String HOOK =
      """
      #!/bin/sh
      cd "$(dirname "$0")"
      case "$1" in status) name=$2;; *) name=$3;; esac
      echo $$ > "pid-$1"
      echo "$1 $name" >> told
      while [ -e "hold-$1" ]; do sleep 0.02; done
      if [ -e "fail-$1" ]; then echo "no room for $name"; exit 3; fi
      case "$1" in
        install) cp "$2" "running-$name";;
        status) [ -e "running-$name" ] || { echo "$name does not run"; exit 1; };;
        rollback) rm -f "running-$name";;
      esac
      """;

  final Path folder;
  final Queue<String> log = new ConcurrentLinkedQueue<>();
  final AtomicReference<Instant> uptime = new AtomicReference<>(Instant.EPOCH);
  final Inbox inbox = new Inbox();
  final AgentStore store;
  final Memory memory;
  final Surroundings world;
  final PackageFetch fetch;
  final PackageOrders orders;
  private int number;

  private PackageDevice(Path folder, Duration timeLimit, boolean hooked) throws IOException {
    this.folder = folder;
    this.store = AgentStore.open(folder.resolve("data"));
    Program program = new Program(folder.resolve("hook"), folder.resolve("out"), timeLimit);
    Packages packages =
        new Packages(
            store,
            new PackageContents(store, 1 << 20),
            new FirstInstaller(hooked ? List.of(new PackageHook(program)) : List.of()),
            inbox::stopping,
            log::add);
    Snapshots snapshots =
        new Snapshots(
            store, new IdentityFiles(Optional.empty(), Optional.empty()), List.of(packages));
    this.memory = new Memory(store, snapshots, packages);
    this.world = new Surroundings(Clock.systemUTC(), uptime::get, new Random(1), inbox, log::add);
    this.fetch =
        new PackageFetch(
            SSLContext::getDefault,
            Clock.systemUTC(),
            new PackageFetch.Limits(
                Duration.ofSeconds(20), Duration.ofMinutes(1), Duration.ofMillis(1)));
    this.orders = new PackageOrders(memory, fetch, world);
  }

  static PackageDevice in(Path folder) throws IOException {
    return in(folder, Duration.ofMinutes(1));
  }

  static PackageDevice in(Path folder, Duration timeLimit) throws IOException {
    installHook(folder);
    return new PackageDevice(folder, timeLimit, true);
  }

  static PackageDevice withoutHook(Path folder) throws IOException {
    return new PackageDevice(folder, Duration.ofMinutes(1), false);
  }

  static void installHook(Path folder) throws IOException {
    Path hook = folder.resolve("hook");
    Files.writeString(hook, HOOK);
    Files.setPosixFilePermissions(hook, PosixFilePermissions.fromString("rwx------"));
  }

  /** Power fails now, and the device starts again. */
  PackageDevice again() throws IOException {
    store.close();
    return new PackageDevice(folder, Duration.ofMinutes(1), true);
  }

  Talk.Heard.Order order(PlatformRequest request) {
    RequestEnvelope envelope =
        new RequestEnvelope(
            "%032x".formatted(++number), "slipway-1", Optional.of(Nonce.of(new byte[16])));
    return new Talk.Heard.Order("reply/" + number, envelope, request, Instant.EPOCH);
  }

  /** Carries an order out, and waits for the answer. */
  Answer ask(PlatformRequest request) throws IOException {
    Optional<Answer> answer = orders.carryOut(order(request));
    return answer.isPresent() ? answer.get() : told();
  }

  Answer told() {
    while (true) {
      Optional<PackageOrders.Told> told = orders.told();
      if (told.isPresent()) {
        return told.get().answer();
      }
      assertThat(inbox.next(Duration.ofMinutes(1))).as("an answer").isPresent();
    }
  }

  /** Brings an application and has it installed. */
  Answer install(String name, boolean rollBack) throws IOException {
    assertThat(ask(put(name))).isEqualTo(Answer.accepted(content(name).size()));
    return ask(exec(name, rollBack));
  }

  static Content content(String name) {
    return Content.of(("content of " + name).getBytes(StandardCharsets.UTF_8));
  }

  static PutPackage put(String name) {
    return put(name, content(name), 0, Integer.MAX_VALUE);
  }

  static PutPackage put(String name, Content content, int from, int most) {
    int length = (int) Math.min(most, content.size() - from);
    return new PutPackage(
        name, "1", from, content.size(), content.sha256(), content.part(from, length));
  }

  static InstallPackage exec(String name, boolean rollBack) {
    return new InstallPackage(name, "1", "sh", content(name).sha256(), rollBack);
  }

  /** What the hook was told. */
  List<String> told(String verb) throws IOException {
    Path told = folder.resolve("told");
    return Files.exists(told)
        ? Files.readAllLines(told).stream().filter(l -> l.startsWith(verb)).toList()
        : List.of();
  }

  void awaitTold(String line) throws IOException {
    while (!told(line).contains(line)) {
      Thread.onSpinWait();
    }
  }

  boolean runs(String name) {
    return Files.exists(folder.resolve("running-" + name));
  }

  void mark(String file) throws IOException {
    Files.createFile(folder.resolve(file));
  }

  void unmark(String file) throws IOException {
    Files.delete(folder.resolve(file));
  }

  @Override
  public void close() throws IOException {
    orders.stop();
    store.close();
  }
}
