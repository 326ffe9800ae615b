// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.agent.state.AgentStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotsTest {
  @TempDir private Path folder;
  private final List<String> told = new ArrayList<>();
  private Optional<String> refusing = Optional.empty();
  private AgentStore store;
  private Snapshots snapshots;

  @BeforeEach
  void open() throws IOException {
    store = AgentStore.open(folder);
    snapshots = new Snapshots(store, List.of(new Recorder("a"), new Recorder("b")));
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  @Test
  void receivedConfiguration_isCheckedAndTakesEffectWhenAllIsSaid() throws Exception {
    receive("one");
    assertThat(told).containsExactly("a check one", "b check one");
    snapshots.enforce();
    assertThat(told).as("not all has been said").hasSize(2);
    store.switchOver();
    snapshots.enforce();
    snapshots.enforce();
    assertThat(told.subList(2, 4)).containsExactly("a apply one", "b apply one");
    assertThat(told).hasSize(4);
    store.arrive();
    snapshots.enforce();
    assertThat(told).hasSize(4);
  }

  @Test
  void refusedConfiguration_changesNothing() throws Exception {
    receive("one");
    store.switchOver();
    refusing = Optional.of("b check");
    assertThatThrownBy(() -> receive("two")).hasMessage("b check: no");
    assertThat(text(store.state().wanted())).isEqualTo("one");
    assertThat(folder).isDirectoryNotContaining(f -> holds(f, "two"));
  }

  @Test
  void configurationThatCannotTakeEffect_isTriedAgain() throws Exception {
    receive("one");
    store.switchOver();
    told.clear();
    refusing = Optional.of("b apply");
    assertThatThrownBy(() -> snapshots.enforce()).hasMessage("b apply: no");
    reopen();
    refusing = Optional.empty();
    snapshots.enforce();
    assertThat(told).containsExactly("a apply one", "b apply one", "a apply one", "b apply one");
  }

  @Test
  void rollBack_leadsToTheConfigurationBefore() throws Exception {
    snapshots.rollBack();
    assertThat(told).as("nothing was in force").isEmpty();
    arriveWith("one");
    store.restart();
    receive("two");
    snapshots.rollBack();
    store.switchOver();
    snapshots.enforce();
    told.clear();
    snapshots.rollBack();
    snapshots.rollBack();
    assertThat(told).containsExactly("a rollback one", "b rollback one");
    snapshots.enforce();
    assertThat(told.subList(2, 4)).containsExactly("a apply two", "b apply two");
  }

  @Test
  void rollBackOfTheFirstConfiguration_leadsToNone() throws Exception {
    receive("one");
    store.switchOver();
    refusing = Optional.of("a apply");
    assertThatThrownBy(() -> snapshots.enforce()).hasMessage("a apply: no");
    told.clear();
    snapshots.rollBack();
    assertThat(told).containsExactly("a rollback nothing", "b rollback nothing");
  }

  @Test
  void rollBackThatFailed_isTriedAgain() throws Exception {
    receive("one");
    store.switchOver();
    snapshots.enforce();
    refusing = Optional.of("b rollback");
    assertThatThrownBy(() -> snapshots.rollBack()).hasMessage("b rollback: no");
    reopen();
    refusing = Optional.empty();
    told.clear();
    snapshots.rollBack();
    assertThat(told).containsExactly("a rollback nothing", "b rollback nothing");
  }

  private void receive(String xml) throws HandlerException, IOException {
    snapshots.receive(xml.getBytes(StandardCharsets.UTF_8), "chain");
  }

  private void arriveWith(String xml) throws HandlerException, IOException {
    receive(xml);
    store.switchOver();
    snapshots.enforce();
    store.arrive();
  }

  /** As after a loss of power. */
  private void reopen() throws IOException {
    store.close();
    store = AgentStore.open(folder);
    snapshots = new Snapshots(store, List.of(new Recorder("a"), new Recorder("b")));
  }

  private String text(Optional<String> snapshot) throws IOException {
    return new String(store.read(snapshot.orElseThrow()), StandardCharsets.UTF_8);
  }

  private static boolean holds(Path file, String text) {
    try {
      return Files.readString(file).equals(text);
    } catch (IOException e) {
      return false;
    }
  }

  private final class Recorder implements SnapshotHandler {
    private final String name;

    Recorder(String name) {
      this.name = name;
    }

    @Override
    public void check(Path snapshot) throws HandlerException, IOException {
      record("check", Files.readString(snapshot));
    }

    @Override
    public void apply(Path snapshot) throws HandlerException, IOException {
      record("apply", Files.readString(snapshot));
    }

    @Override
    public void rollBack(Optional<Path> snapshot) throws HandlerException, IOException {
      record("rollback", snapshot.isPresent() ? Files.readString(snapshot.get()) : "nothing");
    }

    private void record(String verb, String what) throws HandlerException {
      told.add(name + " " + verb + " " + what);
      if (refusing.filter((name + " " + verb)::equals).isPresent()) {
        throw new HandlerException(name + " " + verb + ": no");
      }
    }
  }
}
