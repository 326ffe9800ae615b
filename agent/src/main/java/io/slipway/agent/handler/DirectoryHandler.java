// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.handler;

import io.slipway.agent.state.DurableFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Hands the configuration to programs that read {@code snapshot.xml} in a directory. */
public final class DirectoryHandler implements SnapshotHandler {
  private static final String NAME = "snapshot.xml";

  private final Path directory;

  public DirectoryHandler(Path directory) {
    this.directory = directory;
  }

  @Override
  public void check(Path snapshot) throws HandlerException {
    if (!Files.isDirectory(directory) || !Files.isWritable(directory)) {
      throw new HandlerException("the snapshot-directory " + directory + " cannot be written");
    }
  }

  @Override
  public void apply(Path snapshot) throws IOException {
    DurableFile.write(directory.resolve(NAME), Files.readAllBytes(snapshot));
  }

  @Override
  public void rollBack(Optional<Path> snapshot) throws IOException {
    if (snapshot.isPresent()) {
      apply(snapshot.get());
    } else {
      Files.deleteIfExists(directory.resolve(NAME));
    }
  }
}
