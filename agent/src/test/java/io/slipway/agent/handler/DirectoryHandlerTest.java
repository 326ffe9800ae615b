// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryHandlerTest {
  @TempDir private Path folder;

  @Test
  void configuration_isPutIntoTheDirectoryAndReplaced() throws Exception {
    DirectoryHandler handler = new DirectoryHandler(folder);
    Path file = folder.resolve("snapshot.xml");
    handler.check(snapshot("one"));
    assertThat(file).doesNotExist();
    handler.apply(snapshot("one"));
    assertThat(file).hasContent("one");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    handler.apply(snapshot("two"));
    assertThat(file).hasContent("two");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .as("readers stay readers")
        .isEqualTo("rw-r--r--");
  }

  @Test
  void rollBack_putsTheOldConfigurationBackOrNone() throws Exception {
    DirectoryHandler handler = new DirectoryHandler(folder);
    handler.apply(snapshot("two"));
    handler.rollBack(Optional.of(snapshot("one")));
    assertThat(folder.resolve("snapshot.xml")).hasContent("one");
    handler.rollBack(Optional.empty());
    handler.rollBack(Optional.empty());
    assertThat(folder.resolve("snapshot.xml")).doesNotExist();
  }

  @Test
  void directoryThatIsNone_isRefused() throws IOException {
    Path file = snapshot("one");
    for (Path none : new Path[] {file, folder.resolve("gone")}) {
      assertThatThrownBy(() -> new DirectoryHandler(none).check(file))
          .isInstanceOf(HandlerException.class)
          .hasMessage("the snapshot-directory " + none + " cannot be written");
    }
  }

  private Path snapshot(String text) throws IOException {
    return Files.writeString(folder.resolve(text), text);
  }
}
