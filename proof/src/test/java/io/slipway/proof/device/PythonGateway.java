// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.device;

import io.slipway.proof.world.Patience;
import io.slipway.proof.world.PlacedOrder;
import io.slipway.proof.world.Slipway;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** Stock Kura, played by {@code kura.py} with Debian's Python packages. */
public final class PythonGateway implements AutoCloseable {
  private static final String PYTHON = "/usr/bin/python3";

  private final Process process;
  private final List<String> lines = new CopyOnWriteArrayList<>();

  private PythonGateway(Process process) {
    this.process = process;
    Thread.startVirtualThread(this::read);
  }

  /**
   * Powers it up.
   *
   * @param mqtt {@code 3.1} or {@code 3.1.1}
   */
  public static PythonGateway start(Slipway slipway, PlacedOrder order, boolean tls, String mqtt) {
    String url =
        tls
            ? "mqtts://localhost:" + slipway.ports().provisionTls()
            : "mqtt://localhost:" + slipway.ports().provisionTcp();
    ProcessBuilder builder = new ProcessBuilder(PYTHON, "-u", script().toString());
    builder.command().addAll(List.of("--broker-url", url, "--account", "eurotech-provision"));
    builder.command().addAll(List.of("--client-id", order.clientId(), "--mqtt", mqtt));
    builder.command().addAll(List.of("--username", order.username()));
    builder.command().addAll(List.of("--password", order.password()));
    builder.command().addAll(List.of("--ca", slipway.ca().toString()));
    try {
      return new PythonGateway(builder.redirectErrorStream(true).start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All that it has said. */
  public List<String> lines() {
    return List.copyOf(lines);
  }

  /** Waits for the line that begins with this word, and returns it. */
  public String await(String word) {
    return Patience.await(
        "the gateway saying " + word,
        () -> {
          if (!process.isAlive() && lines.stream().noneMatch(l -> l.startsWith(word))) {
            throw new AssertionError("the gateway ended: " + lines);
          }
          return lines.stream().filter(l -> l.startsWith(word)).findFirst();
        });
  }

  /** Has it take its leave, and waits for its end. */
  public void shutDown() {
    try {
      process.getOutputStream().close();
      await("left");
      if (!process.waitFor(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("the gateway does not end: " + lines);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Cuts its power. */
  @Override
  public void close() {
    process.destroyForcibly();
  }

  private void read() {
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      out.lines().forEach(lines::add);
    } catch (IOException | UncheckedIOException ended) {
      lines.add("its output ended");
    }
  }

  private static Path script() {
    try {
      return Path.of(PythonGateway.class.getResource("kura.py").toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
