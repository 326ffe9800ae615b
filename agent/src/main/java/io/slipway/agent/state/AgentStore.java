// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.state;

import java.io.IOException;
import java.io.StringReader;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** The agent's folder. The file {@code state} says what counts; all others hang on it. */
public final class AgentStore implements AutoCloseable {
  private static final String STATE = "state";
  private static final String LOCK = "lock";
  private static final String SNAPSHOT = "snapshot-";
  private static final String XML = ".xml";
  private static final String CHAIN = ".pem";

  private final Path folder;
  private final FileChannel lock;
  private AgentState state;

  private AgentStore(Path folder, FileChannel lock, AgentState state) {
    this.folder = folder;
    this.lock = lock;
    this.state = state;
  }

  /** Opens the folder, for this agent alone; makes it where it is not there yet. */
  public static AgentStore open(Path folder) throws IOException {
    Files.createDirectories(
        folder.toAbsolutePath(),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    FileChannel lock = lock(folder);
    try {
      AgentStore store = new AgentStore(folder, lock, read(folder.resolve(STATE)));
      store.requireSnapshots();
      return store;
    } catch (IOException damaged) {
      lock.close();
      throw damaged;
    }
  }

  public AgentState state() {
    return state;
  }

  /**
   * Stores a configuration with the chain that vouched for it, durably but without any effect yet;
   * returns its name.
   */
  public String keep(byte[] xml, String chain) throws IOException {
    String snapshot = hash(xml);
    DurableFile.write(chainOf(snapshot), chain.getBytes(StandardCharsets.UTF_8));
    DurableFile.write(file(snapshot), xml);
    return snapshot;
  }

  /** Makes a stored configuration the pending one; when this returns, nothing can undo it. */
  public void receive(String snapshot) throws IOException {
    change(s -> s.received(snapshot));
  }

  public void switchOver() throws IOException {
    change(AgentState::switching);
  }

  public void arrive() throws IOException {
    change(AgentState::arrived);
    sweep();
  }

  public void restart() throws IOException {
    change(AgentState::restarted);
    sweep();
  }

  public void enforcing(Optional<String> snapshot) throws IOException {
    change(s -> s.enforcing(snapshot));
  }

  public void enforced() throws IOException {
    change(AgentState::enforced);
  }

  /** The file of a snapshot. */
  public Path file(String snapshot) {
    return folder.resolve(SNAPSHOT + snapshot + XML);
  }

  public byte[] read(String snapshot) throws IOException {
    return Files.readAllBytes(file(snapshot));
  }

  /** The platform's signing chain that vouched for a snapshot. */
  public String chain(String snapshot) throws IOException {
    return Files.readString(chainOf(snapshot));
  }

  /** Removes the snapshots that nothing refers to any more. */
  public void sweep() throws IOException {
    List<Path> kept = referred().flatMap(s -> Stream.of(file(s), chainOf(s))).toList();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path old : files.filter(f -> isSnapshot(f) && !kept.contains(f)).toList()) {
        Files.deleteIfExists(old);
      }
    }
  }

  /** Lets another agent use the folder. */
  @Override
  public void close() throws IOException {
    lock.close();
  }

  private void change(UnaryOperator<AgentState> step) throws IOException {
    AgentState next = step.apply(state);
    if (!next.equals(state)) {
      DurableFile.write(folder.resolve(STATE), text(next).getBytes(StandardCharsets.UTF_8));
      state = next;
    }
  }

  private Stream<String> referred() {
    return Stream.of(state.current(), state.previous(), state.pending(), state.inForce())
        .flatMap(Optional::stream);
  }

  private Path chainOf(String snapshot) {
    return folder.resolve(SNAPSHOT + snapshot + CHAIN);
  }

  private static boolean isSnapshot(Path file) {
    return file.getFileName().toString().startsWith(SNAPSHOT);
  }

  private void requireSnapshots() throws IOException {
    for (String snapshot : referred().toList()) {
      if (!Files.isReadable(file(snapshot)) || !Files.isReadable(chainOf(snapshot))) {
        throw damaged(folder.resolve(STATE), "it refers to the snapshot " + snapshot, null);
      }
    }
  }

  /** Two agents would undo each other's steps. The lock ends with the process, however it ends. */
  private static FileChannel lock(Path folder) throws IOException {
    FileChannel channel =
        FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (!locked(channel)) {
      channel.close();
      throw new IOException("another agent uses the folder " + folder);
    }
    return channel;
  }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException here) {
      return false;
    }
  }

  private static AgentState read(Path file) throws IOException {
    Properties found = new Properties();
    try {
      found.load(new StringReader(Files.readString(file)));
      return new AgentState(
          Phase.valueOf(found.getProperty("phase", "nothing")),
          Optional.ofNullable(found.getProperty("current")),
          Optional.ofNullable(found.getProperty("previous")),
          Optional.ofNullable(found.getProperty("pending")),
          Optional.ofNullable(found.getProperty("in-force")),
          Boolean.parseBoolean(found.getProperty("settled")));
    } catch (NoSuchFileException first) {
      return AgentState.NEW;
    } catch (IOException | IllegalArgumentException e) {
      throw damaged(file, String.valueOf(e.getMessage()), e);
    }
  }

  private static IOException damaged(Path file, String why, Exception cause) {
    return new IOException(
        file + " is damaged (" + why + "); remove its folder to be provisioned anew", cause);
  }

  private static String text(AgentState state) {
    StringBuilder text = new StringBuilder("phase=" + state.phase() + "\n");
    state.current().ifPresent(s -> text.append("current=").append(s).append('\n'));
    state.previous().ifPresent(s -> text.append("previous=").append(s).append('\n'));
    state.pending().ifPresent(s -> text.append("pending=").append(s).append('\n'));
    state.inForce().ifPresent(s -> text.append("in-force=").append(s).append('\n'));
    return text.append("settled=").append(state.settled()).append('\n').toString();
  }

  private static String hash(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
