// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.state;

import io.slipway.agent.certificate.DeviceIdentity;
import io.slipway.agent.certificate.DeviceKey;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The agent's folder. The file {@code state} says what counts; all others, named by their hash,
 * hang on it.
 */
public final class AgentStore implements AutoCloseable {
  private static final String STATE = "state";
  private static final String LOCK = "lock";
  private static final String SNAPSHOT = "snapshot-";
  private static final String XML = ".xml";
  private static final String KEY = "key-";
  private static final String PROPERTIES = ".properties";
  private static final String CHAIN = ".pem";
  private static final String CONTENTS = "packages";

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
      store.requireFiles();
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
   * returns it with the key that goes with it.
   */
  public Outfit keep(byte[] xml, String chain) throws IOException {
    Outfit outfit = new Outfit(hash(xml), state.ownKey().certified());
    DurableFile.write(chainOf(outfit), bytes(chain));
    DurableFile.write(file(outfit), xml);
    return outfit;
  }

  /** Makes what is stored the pending one; when this returns, nothing can undo it. */
  public void receive(Outfit outfit) throws IOException {
    change(s -> s.received(outfit));
  }

  /**
   * All has been said.
   *
   * @param renewalUrl where the device's own certificate is renewed, where it has one
   */
  public void switchOver(Optional<String> renewalUrl) throws IOException {
    change(s -> s.switching(renewalUrl));
  }

  public void arrive() throws IOException {
    change(AgentState::arrived);
    sweep();
  }

  public void restart() throws IOException {
    change(AgentState::restarted);
    sweep();
  }

  public void enforcing(Optional<Outfit> outfit) throws IOException {
    change(s -> s.enforcing(outfit));
  }

  public void enforced() throws IOException {
    change(AgentState::enforced);
    sweep();
  }

  /** Stores a new key, in the place of the one that a certificate was asked for with before. */
  public void keepKey(DeviceKey key) throws IOException {
    byte[] content = bytes(key.text());
    String name = hash(content);
    DurableFile.write(keyFile(name), content);
    change(s -> s.asking(Optional.of(name)));
    sweep();
  }

  /** The key that a certificate is asked for with. */
  public Optional<DeviceKey> key() throws IOException {
    Optional<String> made = state.ownKey().made();
    return made.isPresent() ? Optional.of(key(made.get())) : Optional.empty();
  }

  /** A certificate that comes from now on shall be for another key. */
  public void forgetKey() throws IOException {
    change(s -> s.asking(Optional.empty()));
    sweep();
  }

  /** Stores the certificate of the key that it was asked for with. */
  public void keepCertificate(String pemChain) throws IOException {
    DurableFile.write(certificateFile(state.ownKey().made().orElseThrow()), bytes(pemChain));
    change(AgentState::certified);
    sweep();
  }

  /** The key that the device works with, where it has one of its own. */
  public Optional<DeviceKey> currentKey() throws IOException {
    Optional<String> name = state.current().flatMap(Outfit::key);
    return name.isPresent() ? Optional.of(key(name.get())) : Optional.empty();
  }

  /**
   * Stores a certificate that was asked for in the place of the present one, with which the device
   * works from then on.
   */
  public void renew(String pemChain) throws IOException {
    DurableFile.write(certificateFile(state.ownKey().made().orElseThrow()), bytes(pemChain));
    change(AgentState::renewed);
    sweep();
  }

  /** What a key is worth, with the certificate that has come for it. */
  public DeviceIdentity identity(String key) throws IOException {
    try {
      return key(key).with(Files.readString(certificateFile(key)));
    } catch (CertificateException e) {
      throw damaged(certificateFile(key), String.valueOf(e.getMessage()), e);
    }
  }

  /** The file of a configuration. */
  public Path file(Outfit outfit) {
    return folder.resolve(SNAPSHOT + outfit.snapshot() + XML);
  }

  public byte[] read(Outfit outfit) throws IOException {
    return Files.readAllBytes(file(outfit));
  }

  /** The platform's signing chain that vouched for a configuration. */
  public String chain(Outfit outfit) throws IOException {
    return Files.readString(chainOf(outfit));
  }

  /** Something else is known of applications; when this returns, nothing can undo it. */
  public void applications(UnaryOperator<Applications> step) throws IOException {
    change(s -> s.with(step.apply(s.applications())));
    sweep();
  }

  /** The folder of contents of applications; each file's name begins with its hash. */
  public Path contents() {
    return folder.resolve(CONTENTS);
  }

  /** Removes the configurations, keys and contents that nothing refers to any more. */
  public void sweep() throws IOException {
    sweepContents();
    Set<Path> kept = referred();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path old : files.filter(f -> isSwept(f) && !kept.contains(f)).toList()) {
        Files.deleteIfExists(old);
      }
    }
  }

  private void sweepContents() throws IOException {
    if (Files.isDirectory(contents())) {
      Set<String> kept = state.applications().contents();
      try (Stream<Path> files = Files.list(contents())) {
        for (Path old : files.filter(f -> !kept.contains(hashIn(f))).toList()) {
          Files.deleteIfExists(old);
        }
      }
    }
  }

  private static String hashIn(Path content) {
    String name = content.getFileName().toString();
    int end = name.indexOf('.');
    return end < 0 ? name : name.substring(0, end);
  }

  /** Lets another agent use the folder. */
  @Override
  public void close() throws IOException {
    lock.close();
  }

  private void change(UnaryOperator<AgentState> step) throws IOException {
    AgentState next = step.apply(state);
    if (!next.equals(state)) {
      DurableFile.write(folder.resolve(STATE), bytes(StateText.of(next)));
      state = next;
    }
  }

  /** All files that count beside the state; a key that was only made has no certificate yet. */
  private Set<Path> referred() {
    Set<Path> files = new LinkedHashSet<>();
    state.ownKey().made().ifPresent(key -> files.add(keyFile(key)));
    Stream<String> certified =
        Stream.concat(
            state.ownKey().certified().stream(), outfits().flatMap(o -> o.key().stream()));
    certified.forEach(key -> files.addAll(List.of(keyFile(key), certificateFile(key))));
    outfits().forEach(outfit -> files.addAll(List.of(file(outfit), chainOf(outfit))));
    return files;
  }

  private Stream<Outfit> outfits() {
    return Stream.of(state.current(), state.previous(), state.pending(), state.inForce().outfit())
        .flatMap(Optional::stream);
  }

  private DeviceKey key(String name) throws IOException {
    try {
      return DeviceKey.parse(Files.readString(keyFile(name)));
    } catch (GeneralSecurityException e) {
      throw damaged(keyFile(name), String.valueOf(e.getMessage()), e);
    }
  }

  private Path chainOf(Outfit outfit) {
    return folder.resolve(SNAPSHOT + outfit.snapshot() + CHAIN);
  }

  private Path keyFile(String name) {
    return folder.resolve(KEY + name + PROPERTIES);
  }

  private Path certificateFile(String key) {
    return folder.resolve(KEY + key + CHAIN);
  }

  private static boolean isSwept(Path file) {
    String name = file.getFileName().toString();
    return name.startsWith(SNAPSHOT) || name.startsWith(KEY);
  }

  private void requireFiles() throws IOException {
    for (Path file : referred()) {
      if (!Files.isReadable(file)) {
        throw damaged(folder.resolve(STATE), "it refers to " + file.getFileName(), null);
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
    try {
      return StateText.parse(Files.readString(file));
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

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String hash(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
