// SPDX-License-Identifier: Apache-2.0
package io.slipway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
  @TempDir private Path folder;

  @Test
  void newFolder_isMadeForItsOwnerOnly() throws IOException {
    Path data = folder.resolve("a/b");
    try (DataDirectory taken = DataDirectory.take(data, 1)) {
      assertThat(permissions(taken.folder())).isEqualTo("rwx------");
    }
  }

  @Test
  void emptyFolder_becomesPrivate() throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(folder.resolve("slipway.yaml"), "");
    DataDirectory.take(folder, 1).close();
    assertThat(permissions(folder)).isEqualTo("rwx------");
  }

  @Test
  void newFileSystem_isAnEmptyFolder() throws IOException {
    Files.createDirectory(folder.resolve("lost+found"));
    try (DataDirectory taken = DataDirectory.take(folder, 1)) {
      assertThat(taken.content()).isEmpty();
    }
  }

  @Test
  void folderOfSomethingElse_isLeftAlone() throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(folder.resolve("letters.txt"), "");
    refused(folder, "is not empty and holds no Slipway data (but letters.txt)");
    assertThat(permissions(folder)).isEqualTo("rwxr-xr-x");
  }

  @Test
  void file_isNoFolder() throws IOException {
    refused(Files.createFile(folder.resolve("file")), "is no folder");
  }

  @Test
  void secondServer_isRefusedWithTheProcessOfTheFirst() {
    try (DataDirectory first = DataDirectory.take(folder, 4711)) {
      refused(first.folder(), "is in use by the server with process id 4711");
    }
    DataDirectory.take(folder, 4712).close();
  }

  @Test
  void readyFile_isThereOnlyWhileTheServerIs() {
    try (DataDirectory taken = DataDirectory.take(folder, 1)) {
      taken.writeReady("{}");
      assertThat(taken.ready()).hasContent("{}");
    }
    assertThat(folder.resolve("ready.json")).doesNotExist();
  }

  @Test
  void readyFileOfAKilledServer_isRemoved() throws IOException {
    DataDirectory.take(folder, 1).close();
    Files.writeString(folder.resolve("ready.json"), "{}");
    try (DataDirectory taken = DataDirectory.take(folder, 2)) {
      assertThat(taken.ready()).doesNotExist();
    }
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private static void refused(Path folder, String message) {
    assertThatThrownBy(() -> DataDirectory.take(folder, 2))
        .isInstanceOf(StartRefusedException.class)
        .hasMessageContaining(message);
  }
}
