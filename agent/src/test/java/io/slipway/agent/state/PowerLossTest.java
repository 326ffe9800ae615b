// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.agent.certificate.Authority;
import io.slipway.agent.certificate.DeviceKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every folder that a loss of power can leave between two steps: files are drafted under another
 * name, put in place by a rename, and what is no longer needed is removed last.
 */
class PowerLossTest {
  @TempDir private Path folder;
  private int folders;

  /** A step of the agent that changes its folder. */
  private interface Step {
    void take(AgentStore store) throws IOException;
  }

  private static final DeviceKey ONE = Authority.key("CN=one");
  private static final DeviceKey TWO = Authority.key("CN=two");
  private static final DeviceKey THREE = Authority.key("CN=three");
  private static final DeviceKey FOUR = Authority.key("CN=four");
  private static final Authority AUTHORITY = Authority.make("CN=root");

  private static final List<Step> WAY =
      List.of(
          s -> s.keepKey(ONE),
          s -> s.keepCertificate(AUTHORITY.certify(ONE)),
          s -> s.receive(s.keep(bytes("one"), "chain of one")),
          s -> s.switchOver(Optional.empty()),
          s -> s.enforcing(s.state().wanted()),
          AgentStore::enforced,
          AgentStore::arrive,
          AgentStore::restart,
          s -> s.keepKey(TWO),
          s -> s.keepCertificate(AUTHORITY.certify(TWO)),
          s -> s.receive(s.keep(bytes("two"), "chain of two")),
          AgentStore::forgetKey,
          s -> s.keepKey(THREE),
          s -> s.keepCertificate(AUTHORITY.certify(THREE)),
          s -> s.receive(s.keep(bytes("three"), "chain of three")),
          AgentStore::sweep,
          s -> s.switchOver(Optional.empty()),
          s -> s.enforcing(s.state().wanted()),
          AgentStore::enforced,
          AgentStore::arrive);

  private static final int ARRIVED_ONCE = 7;
  private static final List<Step> RENEWAL =
      List.of(s -> s.keepKey(FOUR), s -> s.renew(AUTHORITY.certify(FOUR)));

  private static final Application PUMP = application("pump");
  private static final Application VALVE = application("valve");

  /** Two applications are installed, a third fails, and the device arrives in another run. */
  private static final List<Step> APPLICATIONS =
      List.of(
          s -> s.applications(a -> a.expecting(PUMP.sha256())),
          s -> s.applications(a -> a.installing(PUMP)),
          s -> s.applications(a -> a.installed(PUMP)),
          s -> s.applications(a -> a.expecting(VALVE.sha256()).installing(VALVE)),
          s -> s.applications(a -> a.failed(VALVE)),
          s -> s.applications(a -> a.takenBack(VALVE, false)),
          s -> s.applications(a -> a.takenBack(PUMP, false)),
          s -> s.applications(a -> a.installing(PUMP)),
          s -> s.applications(a -> a.installed(PUMP)),
          s -> s.receive(s.keep(bytes("one"), "chain of one")),
          s -> s.switchOver(Optional.empty()),
          s -> s.applications(a -> a.takingBack()),
          s -> s.applications(a -> a.takenBack(PUMP, true)),
          s -> s.applications(a -> a.installing(PUMP)),
          s -> s.applications(a -> a.installed(PUMP)),
          AgentStore::arrive);

  private static Application application(String name) {
    String hash = name.length() + "a".repeat(63);
    return new Application(name, "1.0+2", hash, "dp", true, Application.Stage.INSTALLING);
  }

  @Test
  void lossOfPowerWhileApplicationsComeAndGo_losesAtMostTheStep() throws IOException {
    Map<String, byte[]> before = new TreeMap<>();
    for (int step = 0; step < APPLICATIONS.size(); step++) {
      Map<String, byte[]> after = contents(taken(before, APPLICATIONS.subList(step, step + 1)));
      for (Map<String, byte[]> loss : between(before, after)) {
        assertThat(state(loss)).isIn(state(before), state(after));
        int next = state(loss).equals(state(after)) ? step + 1 : step;
        Path end = taken(loss, APPLICATIONS.subList(next, APPLICATIONS.size()));
        try (AgentStore store = AgentStore.open(end)) {
          assertThat(store.state().applications())
              .isEqualTo(
                  new Applications(
                      Optional.empty(), List.of(PUMP.at(Application.Stage.INSTALLED).goes(false))));
        }
      }
      before = after;
    }
  }

  @Test
  void lossOfPowerAnywhere_losesAtMostTheStep() throws IOException {
    Map<String, byte[]> before = new TreeMap<>();
    int losses = 0;
    for (int step = 0; step < WAY.size(); step++) {
      Map<String, byte[]> after = contents(taken(before, WAY.subList(step, step + 1)));
      for (Map<String, byte[]> loss : between(before, after)) {
        assertGoesOn(loss, step, state(before), state(after));
        losses++;
      }
      before = after;
    }
    assertThat(losses).isGreaterThan(120);
  }

  @Test
  void lossOfPowerWhileRenewing_leavesTheOldCertificateOrTheNewOne() throws IOException {
    Map<String, byte[]> before = contents(taken(Map.of(), WAY.subList(0, ARRIVED_ONCE)));
    for (int step = 0; step < RENEWAL.size(); step++) {
      Map<String, byte[]> after = contents(taken(before, RENEWAL.subList(step, step + 1)));
      for (Map<String, byte[]> loss : between(before, after)) {
        assertThat(state(loss)).isIn(state(before), state(after));
        int next = state(loss).equals(state(after)) ? step + 1 : step;
        Path end = taken(loss, RENEWAL.subList(next, RENEWAL.size()));
        try (AgentStore store = AgentStore.open(end)) {
          assertThat(privateKey(store, store.state().current()))
              .isEqualTo(FOUR.pair().getPrivate());
          assertThat(store.state().ownKey()).isEqualTo(OwnKey.NONE);
          assertThat(store.state().effective(store.state().current())).isFalse();
        }
      }
      before = after;
    }
  }

  /** The agent repeats the step if it is not known to be done, and then all others. */
  private void assertGoesOn(Map<String, byte[]> loss, int step, String undone, String done)
      throws IOException {
    assertThat(state(loss)).isIn(undone, done);
    int next = state(loss).equals(done) && !undone.equals(done) ? step + 1 : step;
    Path end = taken(loss, WAY.subList(next, WAY.size()));
    try (AgentStore store = AgentStore.open(end)) {
      AgentState state = store.state();
      assertThat(state.phase()).isEqualTo(Phase.ARRIVED);
      assertThat(store.read(state.current().orElseThrow())).isEqualTo(bytes("three"));
      assertThat(store.chain(state.current().get())).isEqualTo("chain of three");
      assertThat(store.read(state.previous().orElseThrow())).isEqualTo(bytes("one"));
      assertThat(state.effective(state.current())).isTrue();
      assertThat(privateKey(store, state.current())).isEqualTo(THREE.pair().getPrivate());
      assertThat(privateKey(store, state.previous())).isEqualTo(ONE.pair().getPrivate());
      assertThat(state.ownKey()).isEqualTo(OwnKey.NONE);
    }
    assertThat(contents(end).keySet()).as("nothing is left lying about").hasSize(10);
  }

  private static PrivateKey privateKey(AgentStore store, Optional<Outfit> outfit)
      throws IOException {
    return store.identity(outfit.flatMap(Outfit::key).orElseThrow()).privateKey();
  }

  private Path taken(Map<String, byte[]> begin, List<Step> steps) throws IOException {
    Path copy = Files.createDirectory(folder.resolve("f" + folders++));
    for (Map.Entry<String, byte[]> file : begin.entrySet()) {
      Files.write(copy.resolve(file.getKey()), file.getValue());
    }
    for (Step step : steps) {
      // Opened for each step, as after a loss of power.
      try (AgentStore store = AgentStore.open(copy)) {
        step.take(store);
      }
    }
    return copy;
  }

  /** All folders on the way from one to the other, in the order in which files are written. */
  private static List<Map<String, byte[]>> between(
      Map<String, byte[]> before, Map<String, byte[]> after) {
    List<Map<String, byte[]>> losses = new ArrayList<>();
    Map<String, byte[]> now = new TreeMap<>(before);
    losses.add(now);
    for (Map.Entry<String, byte[]> file : inOrder(after).entrySet()) {
      if (Arrays.equals(file.getValue(), before.get(file.getKey()))) {
        continue;
      }
      byte[] content = file.getValue();
      for (int length : new int[] {0, 1, content.length / 2, content.length}) {
        Map<String, byte[]> drafted = new TreeMap<>(now);
        drafted.put(file.getKey() + ".new", Arrays.copyOf(content, length));
        losses.add(drafted);
      }
      now = new TreeMap<>(now);
      now.put(file.getKey(), content);
      losses.add(now);
    }
    for (String old : before.keySet()) {
      now = new TreeMap<>(now);
      if (!after.containsKey(old) && now.remove(old) != null) {
        losses.add(now);
      }
    }
    return losses;
  }

  /** Keys before certificates, chains before configurations, and the state last. */
  private static Map<String, byte[]> inOrder(Map<String, byte[]> files) {
    Map<String, byte[]> ordered = new LinkedHashMap<>();
    for (String end : new String[] {".properties", ".pem", ".xml", "state"}) {
      files.forEach(
          (name, content) -> {
            if (name.endsWith(end)) {
              ordered.put(name, content);
            }
          });
    }
    return ordered;
  }

  private static String state(Map<String, byte[]> files) {
    return new String(files.getOrDefault("state", new byte[0]), StandardCharsets.UTF_8);
  }

  private static Map<String, byte[]> contents(Path some) throws IOException {
    Map<String, byte[]> contents = new TreeMap<>();
    try (Stream<Path> files = Files.list(some)) {
      for (Path file : files.toList()) {
        contents.put(file.getFileName().toString(), Files.readAllBytes(file));
      }
    }
    return contents;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
