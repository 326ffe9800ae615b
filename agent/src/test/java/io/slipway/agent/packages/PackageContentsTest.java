// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.slipway.agent.handler.HandlerException;
import io.slipway.agent.state.AgentStore;
import io.slipway.agent.state.Application;
import io.slipway.agent.state.Application.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackageContentsTest {
  private static final long MOST = 8 << 20;
  private static final Content PUMP = Content.of(7, 3 << 20);
  private static final Content VALVE = Content.of(8, 100_000);

  @TempDir private Path folder;
  private AgentStore store;
  private PackageContents contents;

  @BeforeEach
  void open() throws IOException {
    store = AgentStore.open(folder);
    contents = new PackageContents(store, MOST);
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  @Test
  void content_comesInPartsAndIsThereWhenItsHashIsRight() throws Exception {
    long there = contents.expect(PUMP.sha256(), PUMP.size());
    while (there < PUMP.size()) {
      assertThat(contents.whole(PUMP.sha256())).isFalse();
      there = contents.append(PUMP.sha256(), PUMP.part(there, 256 * 1024));
    }
    contents.complete(PUMP.sha256());
    assertThat(contents.file(PUMP.sha256())).hasBinaryContent(PUMP.bytes());
    assertThat(contents.expect(PUMP.sha256(), PUMP.size())).isEqualTo(PUMP.size());
    reopen();
    assertThat(contents.whole(PUMP.sha256())).isTrue();
    assertThat(Files.getPosixFilePermissions(store.contents())).hasSize(3);
  }

  /** What was written last before a loss of power may be zeros. */
  @Test
  void restart_goesOnALittleBeforeWhereItWas() throws Exception {
    contents.expect(PUMP.sha256(), PUMP.size());
    contents.append(PUMP.sha256(), PUMP.part(0, 2 << 20));
    assertThat(contents.expect(PUMP.sha256(), PUMP.size())).isEqualTo(2 << 20);
    Files.write(contents.part(PUMP.sha256()), zeroed(PUMP.part(0, 2 << 20), 100_000));
    reopen();
    long there = contents.expect(PUMP.sha256(), PUMP.size());
    assertThat(there).isEqualTo((2 << 20) - PackageContents.UNSURE);
    contents.append(PUMP.sha256(), PUMP.part(there, PUMP.bytes().length));
    contents.complete(PUMP.sha256());
    assertThat(contents.whole(PUMP.sha256())).isTrue();
  }

  @Test
  void wrongHash_throwsAllAway() throws Exception {
    contents.expect(VALVE.sha256(), VALVE.size());
    contents.append(VALVE.sha256(), zeroed(VALVE.bytes(), 1));
    assertThatThrownBy(() -> contents.complete(VALVE.sha256()))
        .isInstanceOf(HandlerException.class)
        .hasMessageStartingWith("what has come has the wrong hash, ");
    assertThat(contents.whole(VALVE.sha256())).isFalse();
    assertThat(store.contents()).isEmptyDirectory();
    assertThat(contents.expect(VALVE.sha256(), VALVE.size())).isZero();
  }

  @Test
  void otherContent_takesThePlaceOfTheOneThatWasComing() throws Exception {
    contents.expect(PUMP.sha256(), PUMP.size());
    contents.append(PUMP.sha256(), PUMP.part(0, 1000));
    assertThat(contents.expect(VALVE.sha256(), VALVE.size())).isZero();
    assertThat(store.contents()).isEmptyDirectory();
    assertThat(contents.expect(PUMP.sha256(), PUMP.size())).isZero();
  }

  @Test
  void contentOfWhatMayBeTakenBack_isKeptUntilTheDeviceHasArrived() throws Exception {
    bring(PUMP);
    Application pump = new Application("pump", "1", PUMP.sha256(), "sh", true, Stage.INSTALLING);
    store.applications(a -> a.installing(pump).installed(pump));
    bring(VALVE);
    Application valve =
        new Application("valve", "1", VALVE.sha256(), "sh", false, Stage.INSTALLING);
    store.applications(a -> a.installing(valve).installed(valve).expecting("another"));
    assertThat(contents.whole(PUMP.sha256())).isTrue();
    assertThat(contents.whole(VALVE.sha256())).as("that one stays in any case").isFalse();
    store.receive(store.keep(new byte[] {1}, "chain"));
    store.switchOver(Optional.empty());
    store.arrive();
    assertThat(store.contents()).isEmptyDirectory();
    assertThat(store.state().applications().all())
        .extracting(Application::title, Application::stage, Application::rollBack)
        .containsExactly(
            tuple("pump 1", Stage.INSTALLED, false), tuple("valve 1", Stage.INSTALLED, false));
  }

  @Test
  void contentThatIsTooLarge_isRefusedBeforeAnythingIsStored() {
    assertThatThrownBy(() -> contents.expect(PUMP.sha256(), MOST + 1))
        .isInstanceOf(HandlerException.class)
        .hasMessage("it has 8388609 bytes, and package-max-size allows 8388608");
    assertThat(store.contents()).doesNotExist();
    assertThat(store.state().applications().coming()).isEmpty();
  }

  @Test
  void contentThatTheDiskHasNoRoomFor_isRefused() {
    PackageContents greedy = new PackageContents(store, Long.MAX_VALUE);
    assertThatThrownBy(() -> greedy.expect(PUMP.sha256(), 1L << 60))
        .isInstanceOf(HandlerException.class)
        .hasMessageMatching("it needs 1152921504606846976 bytes more, and the disk has room .*");
    assertThat(store.contents()).isEmptyDirectory();
  }

  @Test
  void moreThanTheSize_isBegunAnew() throws Exception {
    contents.expect(VALVE.sha256(), VALVE.size());
    contents.append(VALVE.sha256(), PUMP.part(0, 200_000));
    reopen();
    assertThat(contents.expect(VALVE.sha256(), VALVE.size())).isZero();
  }

  private void bring(Content content) throws Exception {
    contents.expect(content.sha256(), content.size());
    contents.append(content.sha256(), content.bytes());
    contents.complete(content.sha256());
  }

  private static byte[] zeroed(byte[] bytes, int last) {
    byte[] damaged = bytes.clone();
    Arrays.fill(damaged, damaged.length - last, damaged.length, (byte) 0);
    return damaged;
  }

  /** As after a loss of power. */
  private void reopen() throws IOException {
    store.close();
    open();
  }
}
