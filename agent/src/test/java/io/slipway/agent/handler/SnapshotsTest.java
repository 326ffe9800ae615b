// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.agent.certificate.Authority;
import io.slipway.agent.certificate.DeviceKey;
import io.slipway.agent.state.AgentStore;
import io.slipway.agent.state.Outfit;
import io.slipway.protocol.signing.Pem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotsTest {
  private static final Authority AUTHORITY = Authority.make("CN=root");

  @TempDir private Path folder;
  @TempDir private Path programs;
  private final Map<DeviceKey, String> certificates = new HashMap<>();
  private IdentityFiles files;
  private final List<String> told = new ArrayList<>();
  private Optional<String> refusing = Optional.empty();
  private AgentStore store;
  private Snapshots snapshots;

  @BeforeEach
  void open() throws IOException {
    store = AgentStore.open(folder);
    files = new IdentityFiles(Optional.of(certificate()), Optional.of(key()));
    snapshots = new Snapshots(store, files, List.of(new Recorder("a"), new Recorder("b")));
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
    store.switchOver(Optional.empty());
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
    store.switchOver(Optional.empty());
    refusing = Optional.of("b check");
    assertThatThrownBy(() -> receive("two")).hasMessage("b check: no");
    assertThat(text(store.state().wanted())).isEqualTo("one");
    assertThat(folder).isDirectoryNotContaining(f -> holds(f, "two"));
  }

  @Test
  void configurationThatCannotTakeEffect_isTriedAgain() throws Exception {
    receive("one");
    store.switchOver(Optional.empty());
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
    store.switchOver(Optional.empty());
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
    store.switchOver(Optional.empty());
    refusing = Optional.of("a apply");
    assertThatThrownBy(() -> snapshots.enforce()).hasMessage("a apply: no");
    told.clear();
    snapshots.rollBack();
    assertThat(told).containsExactly("a rollback nothing", "b rollback nothing");
  }

  @Test
  void rollBackThatFailed_isTriedAgain() throws Exception {
    receive("one");
    store.switchOver(Optional.empty());
    snapshots.enforce();
    refusing = Optional.of("b rollback");
    assertThatThrownBy(() -> snapshots.rollBack()).hasMessage("b rollback: no");
    reopen();
    refusing = Optional.empty();
    told.clear();
    snapshots.rollBack();
    assertThat(told).containsExactly("a rollback nothing", "b rollback nothing");
  }

  @Test
  void certificate_takesEffectAndIsTakenBackWithItsConfiguration() throws Exception {
    DeviceKey one = certified("CN=one");
    arriveWith("one");
    assertHandedOver(one);
    store.restart();
    DeviceKey two = certified("CN=two");
    receive("two");
    assertHandedOver(one);
    store.switchOver(Optional.empty());
    snapshots.enforce();
    assertHandedOver(two);
    snapshots.rollBack();
    assertHandedOver(one);
    snapshots.enforce();
    assertHandedOver(two);
    store.arrive();
    store.restart();
    arriveWith("three");
    assertThat(programs).as("ordered without").isEmptyDirectory();
  }

  @Test
  void sameConfigurationWithAnotherCertificate_takesEffect() throws Exception {
    certified("CN=one");
    arriveWith("one");
    store.restart();
    DeviceKey two = certified("CN=two");
    told.clear();
    arriveWith("one");
    assertThat(told).contains("a apply one");
    assertHandedOver(two);
  }

  @Test
  void certificateThatCannotBeHandedOver_refusesTheConfiguration() throws Exception {
    certified("CN=one");
    Files.createDirectory(key());
    assertThatThrownBy(() -> receive("one"))
        .isInstanceOf(HandlerException.class)
        .hasMessage("the file " + key() + " cannot be written");
    assertThat(store.state().pending()).isEmpty();
  }

  /** The files of programs are ours only from when we have put something there. */
  @Test
  void foreignFiles_areLeftWhereNoCertificateIsOrdered() throws Exception {
    Files.writeString(certificate(), "theirs");
    arriveWith("one");
    store.restart();
    receive("two");
    store.switchOver(Optional.empty());
    snapshots.enforce();
    snapshots.rollBack();
    assertThat(certificate()).hasContent("theirs");
  }

  /** The hand-over is cut off after the state was stored and before the files were removed. */
  @Test
  void removalThatWasCutOff_isMadeUpFor() throws Exception {
    certified("CN=one");
    receive("one");
    store.switchOver(Optional.empty());
    snapshots.enforce();
    store.enforcing(Optional.empty());
    reopen();
    assertThat(certificate()).exists();
    snapshots.rollBack();
    assertThat(programs).isEmptyDirectory();
  }

  private DeviceKey certified(String subject) throws IOException {
    DeviceKey made = Authority.key(subject);
    store.keepKey(made);
    certificates.put(made, AUTHORITY.certify(made));
    store.keepCertificate(certificates.get(made));
    return made;
  }

  private void assertHandedOver(DeviceKey made) throws IOException {
    assertThat(certificate()).hasContent(certificates.get(made));
    assertThat(key()).hasContent(Pem.block("PRIVATE KEY", made.pair().getPrivate().getEncoded()));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key())))
        .isEqualTo("rw-------");
  }

  private Path certificate() {
    return programs.resolve("device.crt");
  }

  private Path key() {
    return programs.resolve("device.key");
  }

  private void receive(String xml) throws HandlerException, IOException {
    snapshots.receive(xml.getBytes(StandardCharsets.UTF_8), "chain");
  }

  private void arriveWith(String xml) throws HandlerException, IOException {
    receive(xml);
    store.switchOver(Optional.empty());
    snapshots.enforce();
    store.arrive();
  }

  /** As after a loss of power. */
  private void reopen() throws IOException {
    store.close();
    store = AgentStore.open(folder);
    snapshots = new Snapshots(store, files, List.of(new Recorder("a"), new Recorder("b")));
  }

  private String text(Optional<Outfit> outfit) throws IOException {
    return new String(store.read(outfit.orElseThrow()), StandardCharsets.UTF_8);
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
