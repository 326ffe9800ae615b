// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.state;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** The agent's folder. The file {@code state} says what counts; all others hang on it. */
public final class AgentStore {
  private static final String STATE = "state";
  private static final String CHAIN = "platform-chain.pem";
  private static final String SNAPSHOT = "snapshot-";
  private static final String XML = ".xml";

  private final Path folder;
  private AgentState state;

  private AgentStore(Path folder, AgentState state) {
    this.folder = folder;
    this.state = state;
  }

  /** Opens the folder; makes it where it is not there yet. */
  public static AgentStore open(Path folder) throws IOException {
    Files.createDirectories(
        folder.toAbsolutePath(),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    return new AgentStore(folder, read(folder.resolve(STATE)));
  }

  public AgentState state() {
    return state;
  }

  /** Stores a configuration as the pending one; returns its file when nothing can undo that. */
  public Path receive(byte[] xml) throws IOException {
    String hash = hash(xml);
    DurableFile.write(file(hash), xml);
    change(s -> s.received(hash));
    sweep();
    return file(hash);
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

  /** The file of a snapshot. */
  public Path file(String snapshot) {
    return folder.resolve(SNAPSHOT + snapshot + XML);
  }

  public byte[] read(String snapshot) throws IOException {
    return Files.readAllBytes(file(snapshot));
  }

  /** Remembers the platform's signing chain, whose root vouches for the account's broker too. */
  public void keepChain(String pem) throws IOException {
    DurableFile.write(folder.resolve(CHAIN), pem.getBytes(StandardCharsets.UTF_8));
  }

  public Optional<String> chain() throws IOException {
    try {
      return Optional.of(Files.readString(folder.resolve(CHAIN)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private void change(UnaryOperator<AgentState> step) throws IOException {
    AgentState next = step.apply(state);
    if (!next.equals(state)) {
      DurableFile.write(folder.resolve(STATE), text(next).getBytes(StandardCharsets.UTF_8));
      state = next;
    }
  }

  /** Removes the snapshots that nothing refers to any more. */
  private void sweep() throws IOException {
    List<Path> kept =
        Stream.of(state.current(), state.previous(), state.pending(), state.inForce())
            .flatMap(Optional::stream)
            .map(this::file)
            .toList();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path old : files.filter(f -> isSnapshot(f) && !kept.contains(f)).toList()) {
        Files.deleteIfExists(old);
      }
    }
  }

  private static boolean isSnapshot(Path file) {
    return file.getFileName().toString().startsWith(SNAPSHOT);
  }

  private static AgentState read(Path file) throws IOException {
    Properties found = new Properties();
    try {
      found.load(new StringReader(Files.readString(file)));
    } catch (NoSuchFileException first) {
      return AgentState.NEW;
    }
    return new AgentState(
        phase(file, found.getProperty("phase", "nothing")),
        Optional.ofNullable(found.getProperty("current")),
        Optional.ofNullable(found.getProperty("previous")),
        Optional.ofNullable(found.getProperty("pending")),
        Optional.ofNullable(found.getProperty("in-force")));
  }

  private static Phase phase(Path file, String name) throws IOException {
    return Arrays.stream(Phase.values())
        .filter(p -> p.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IOException(
                    file + " is damaged: its phase is " + name + "; remove it to begin anew"));
  }

  private static String text(AgentState state) {
    StringBuilder text = new StringBuilder("phase=" + state.phase() + "\n");
    state.current().ifPresent(s -> text.append("current=").append(s).append('\n'));
    state.previous().ifPresent(s -> text.append("previous=").append(s).append('\n'));
    state.pending().ifPresent(s -> text.append("pending=").append(s).append('\n'));
    state.inForce().ifPresent(s -> text.append("in-force=").append(s).append('\n'));
    return text.toString();
  }

  private static String hash(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
