// SPDX-License-Identifier: Apache-2.0
package io.slipway.store;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A PostgreSQL server of its own on the loopback, from the programs of Debian's package. */
public final class PostgresServer implements AutoCloseable {
  private static final Path PACKAGES = Path.of("/usr/lib/postgresql");
  private static final int START_TRIES = 600;

  private final Path programs;
  private final Path folder;
  private final int port;
  private final String addresses;
  private final AtomicInteger databases = new AtomicInteger();
  private Process process;

  private PostgresServer(Path programs, Path folder, int port, String addresses) {
    this.programs = programs;
    this.folder = folder;
    this.port = port;
    this.addresses = addresses;
  }

  /** Returns when it takes connections; fails where PostgreSQL is not installed. */
  public static PostgresServer start() throws IOException, InterruptedException {
    return startOn("127.0.0.1");
  }

  /** The same, reached at other addresses of this machine too. */
  public static PostgresServer startOn(String addresses) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("slipway-postgres");
    PostgresServer server = new PostgresServer(newestPrograms(), folder, freePort(), addresses);
    server.initialise();
    server.resume();
    return server;
  }

  /** The address of a database that nobody has used yet. */
  public String newDatabase() throws SQLException {
    String name = "slipway" + databases.incrementAndGet();
    try (Connection connection = DriverManager.getConnection(url("postgres"));
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    }
    return url(name);
  }

  private String url(String database) {
    return "jdbc:postgresql://127.0.0.1:%d/%s?user=postgres".formatted(port, database);
  }

  /** Runs one of PostgreSQL's own programs as its user, in its folder, until it has ended well. */
  public void run(String program, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(programs.resolve(program).toString()));
    command.addAll(List.of(arguments));
    if (asItsUser(command.toArray(String[]::new)).waitFor() != 0) {
      throw new IOException(program + " failed: " + log());
    }
  }

  public int port() {
    return port;
  }

  public long pid() {
    return process.pid();
  }

  /** Ends it as a crash does. */
  public void kill() throws InterruptedException {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroyForcibly().waitFor();
    children.forEach(ProcessHandle::destroyForcibly);
    children.forEach(child -> child.onExit().join());
  }

  /** Starts it again on what it has, and waits until it takes connections. */
  public void resume() throws IOException, InterruptedException {
    // A child that it made while it was killed may hold its memory for a moment yet.
    for (int i = 0; i < START_TRIES && !resumes(); i++) {
      if (!log().strip().endsWith("database system is shut down")) {
        throw new IOException("PostgreSQL ended at once: " + log());
      }
    }
  }

  /** False where it ended instead. */
  private boolean resumes() throws IOException, InterruptedException {
    Files.deleteIfExists(folder.resolve("data").resolve("postmaster.pid"));
    process =
        asItsUser(
            programs.resolve("postgres").toString(),
            "-D",
            folder.resolve("data").toString(),
            "-p",
            Integer.toString(port),
            "-c",
            "listen_addresses=" + addresses,
            "-c",
            "unix_socket_directories=",
            "-c",
            "max_connections=200");
    for (int i = 0; i < START_TRIES && !answers(); i++) {
      if (process.waitFor(100, TimeUnit.MILLISECONDS)) {
        return false;
      }
    }
    return true;
  }

  private boolean answers() {
    try (Connection connection = DriverManager.getConnection(url("postgres"))) {
      return connection.isValid(1);
    } catch (SQLException notYet) {
      return false;
    }
  }

  private void initialise() throws IOException, InterruptedException {
    if (isRoot()) {
      run(List.of("chown", "postgres", folder.toString()));
    }
    Process made =
        asItsUser(
            programs.resolve("initdb").toString(),
            "--no-sync",
            "--auth=trust",
            "--encoding=UTF8",
            "--username=postgres",
            "-D",
            folder.resolve("data").toString());
    if (made.waitFor() != 0) {
      throw new IOException("initdb failed: " + log());
    }
    // Who may connect is decided by where it listens.
    Files.writeString(
        folder.resolve("data").resolve("pg_hba.conf"),
        "host all all 0.0.0.0/0 trust\n",
        StandardOpenOption.APPEND);
  }

  private Process asItsUser(String... command) throws IOException {
    List<String> all = new ArrayList<>();
    if (isRoot()) {
      all.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"));
    }
    all.addAll(List.of(command));
    return new ProcessBuilder(all)
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
        .start();
  }

  private static void run(List<String> command) throws IOException, InterruptedException {
    if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
      throw new IOException(command + " failed");
    }
  }

  private String log() throws IOException {
    return Files.readString(folder.resolve("log"));
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  private static Path newestPrograms() throws IOException {
    if (Files.isDirectory(PACKAGES)) {
      try (Stream<Path> versions = Files.list(PACKAGES)) {
        return versions
            .filter(v -> Files.isExecutable(v.resolve("bin/postgres")))
            .max(Comparator.comparing(v -> Integer.valueOf(v.getFileName().toString())))
            .orElseThrow(() -> new IOException("PostgreSQL is not installed"))
            .resolve("bin");
      }
    }
    throw new IOException("PostgreSQL is not installed in " + PACKAGES);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() throws IOException {
    try {
      kill();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
