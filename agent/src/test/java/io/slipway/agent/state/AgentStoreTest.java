// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.agent.certificate.Authority;
import io.slipway.agent.certificate.DeviceKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgentStoreTest {
  @TempDir private Path folder;
  private Path data;

  @BeforeEach
  void name() {
    data = folder.resolve("data");
  }

  @Test
  void newFolder_isMadeForItsOwnerOnly() throws IOException {
    try (AgentStore store = AgentStore.open(data)) {
      assertThat(store.state()).isEqualTo(AgentState.NEW);
      store.receive(store.keep(bytes("one"), "chain"));
      DeviceKey key = Authority.key("CN=pump");
      store.keepKey(key);
      store.keepCertificate(Authority.make("CN=root").certify(key));
    }
    assertThat(files()).as("lock, state, configuration and key").hasSize(6);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
        .isEqualTo("rwx------");
    for (Path file : files()) {
      if (!file.endsWith("lock")) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .as(file.toString())
            .isEqualTo("rw-------");
      }
    }
  }

  @Test
  void way_isRememberedStepByStep() throws IOException {
    String one = reopened(store -> store.receive(store.keep(bytes("one"), "first chain")));
    assertThat(one).startsWith("phase=RECEIVED\npending=");
    assertThat(reopened(s -> s.switchOver(Optional.empty())))
        .startsWith("phase=SWITCHING\npending=");
    assertThat(reopened(s -> s.enforcing(s.state().wanted()))).endsWith("settled=false\n");
    assertThat(reopened(AgentStore::enforced)).endsWith("settled=true\n");
    assertThat(reopened(AgentStore::arrive)).startsWith("phase=ARRIVED\ncurrent=");
    try (AgentStore store = AgentStore.open(data)) {
      Outfit current = store.state().current().orElseThrow();
      assertThat(store.read(current)).isEqualTo(bytes("one"));
      assertThat(store.chain(current)).isEqualTo("first chain");
      assertThat(store.state().wanted()).contains(current);
    }
  }

  @Test
  void previousConfiguration_isKeptUntilTheNextHasProvedItself() throws IOException {
    arriveWith("one");
    reopened(AgentStore::restart);
    Outfit one;
    try (AgentStore store = AgentStore.open(data)) {
      one = store.state().current().orElseThrow();
      assertThat(store.state().phase()).isEqualTo(Phase.SEEKING);
      assertThat(store.state().wanted()).contains(one);
      store.receive(store.keep(bytes("two"), "chain"));
      assertThat(store.state().wanted()).as("not all has been said").contains(one);
      store.switchOver(Optional.empty());
      assertThat(store.state().wanted()).isEqualTo(store.state().pending());
      store.arrive();
      assertThat(store.state().previous()).contains(one);
      assertThat(store.read(one)).isEqualTo(bytes("one"));
    }
    arriveWith("three");
    try (AgentStore store = AgentStore.open(data)) {
      assertThat(store.file(one)).doesNotExist();
    }
  }

  @Test
  void certificate_goesWithTheConfigurationThatComesNext() throws IOException {
    DeviceKey key = Authority.key("CN=pump");
    String chain = Authority.make("CN=root").certify(key);
    reopened(s -> s.keepKey(key));
    assertThat(reopened(s -> s.receive(s.keep(bytes("one"), "chain"))))
        .as("none has come yet")
        .containsPattern("\npending=\\w+\n");
    reopened(s -> s.keepCertificate(chain));
    assertThat(reopened(s -> s.receive(s.keep(bytes("one"), "chain"))))
        .containsPattern("\npending=\\w+ \\w+\n");
    reopened(s -> s.switchOver(Optional.empty()));
    assertThat(reopened(AgentStore::arrive))
        .containsPattern("\ncurrent=\\w+ \\w+\n")
        .doesNotContain("-key=");
    try (AgentStore store = AgentStore.open(data)) {
      assertThat(store.key()).as("the next is a new one").isEmpty();
      String own = store.state().current().flatMap(Outfit::key).orElseThrow();
      assertThat(store.identity(own).certificatePem()).isEqualTo(chain);
      assertThat(store.identity(own).privateKey()).isEqualTo(key.pair().getPrivate());
    }
  }

  @Test
  void arrival_isOneOnly() throws IOException {
    arriveWith("one");
    String state = reopened(s -> {});
    assertThat(reopened(AgentStore::arrive)).isEqualTo(state);
    reopened(AgentStore::restart);
    assertThat(reopened(AgentStore::arrive))
        .as("where nothing has come, nothing can have arrived")
        .startsWith("phase=SEEKING\ncurrent=");
    reopened(s -> s.receive(s.keep(bytes("two"), "chain")));
    assertThat(reopened(AgentStore::arrive)).startsWith("phase=RECEIVED\ncurrent=");
  }

  @Test
  void sameConfigurationAgain_isStillTheCurrentOne() throws IOException {
    arriveWith("one");
    String state = reopened(s -> {});
    reopened(AgentStore::restart);
    arriveWith("one");
    assertThat(reopened(s -> {})).isEqualTo(state);
  }

  @Test
  void anotherConfigurationWhileSwitching_takesThePlaceOfThePendingOne() throws IOException {
    reopened(s -> s.receive(s.keep(bytes("one"), "chain")));
    reopened(s -> s.switchOver(Optional.empty()));
    try (AgentStore store = AgentStore.open(data)) {
      Outfit two = store.keep(bytes("two"), "chain");
      store.receive(two);
      store.sweep();
      assertThat(store.state().phase()).isEqualTo(Phase.SWITCHING);
      assertThat(store.state().wanted()).contains(two);
    }
    assertThat(files().stream().filter(f -> f.toString().endsWith(".xml"))).hasSize(1);
  }

  @Test
  void keptConfiguration_hasNoEffectYet() throws IOException {
    try (AgentStore store = AgentStore.open(data)) {
      Outfit one = store.keep(bytes("one"), "chain");
      assertThat(store.file(one)).exists();
      assertThat(store.state()).isEqualTo(AgentState.NEW);
      store.sweep();
      assertThat(store.file(one)).doesNotExist();
    }
    assertThat(files()).allMatch(f -> f.endsWith("lock"));
  }

  @Test
  void secondAgent_isKeptOut() throws IOException {
    try (AgentStore store = AgentStore.open(data)) {
      assertThat(store.state()).isEqualTo(AgentState.NEW);
      assertThatThrownBy(() -> AgentStore.open(data))
          .isInstanceOf(IOException.class)
          .hasMessage("another agent uses the folder " + data);
    }
    AgentStore.open(data).close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "phase=ABROAD",
        "phase=\\u00zz",
        "phase=ARRIVED\ncurrent=abc",
        "\0\0\0\0",
        "phase=SEEKING\nmade-key=abc"
      })
  void damagedState_isNotGuessedAt(String text) throws IOException {
    Files.createDirectory(data);
    Files.writeString(data.resolve("state"), text);
    assertThatThrownBy(() -> AgentStore.open(data))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(data.resolve("state") + " is damaged");
    // The lock is not left behind.
    Files.delete(data.resolve("state"));
    AgentStore.open(data).close();
  }

  /** A step of the agent that changes its folder. */
  private interface Step {
    void take(AgentStore store) throws IOException;
  }

  /** Takes a step in a folder that is opened for it; returns the state's file. */
  private String reopened(Step step) throws IOException {
    try (AgentStore store = AgentStore.open(data)) {
      step.take(store);
    }
    return Files.readString(data.resolve("state"));
  }

  private void arriveWith(String xml) throws IOException {
    try (AgentStore store = AgentStore.open(data)) {
      store.receive(store.keep(bytes(xml), "chain"));
      store.switchOver(Optional.empty());
      store.arrive();
    }
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(data)) {
      return files.toList();
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void effect_isKnownOnlyWhenTheHandlersHaveFinished() {
    Optional<Outfit> one = Optional.of(new Outfit("one", Optional.empty()));
    AgentState begun = AgentState.NEW.enforcing(one);
    assertThat(AgentState.NEW.effective(Optional.empty())).isTrue();
    assertThat(begun.effective(one)).isFalse();
    assertThat(begun.effective(Optional.empty())).isFalse();
    assertThat(begun.enforced().effective(one)).isTrue();
  }
}
