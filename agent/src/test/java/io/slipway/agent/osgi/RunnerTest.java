// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.osgi;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.agent.Flags;
import io.slipway.agent.Host;
import io.slipway.agent.Main;
import io.slipway.agent.ProvisioningAgent;
import io.slipway.agent.handler.SnapshotHandler;
import io.slipway.agent.packages.FirstInstaller;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An agent whose broker lets it wait for ever is got rid of all the same. */
@Timeout(60)
class RunnerTest {
  private static final byte[] CONNACK = {0x20, 2, 0, 0};

  private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();
  private final Runner runner = new Runner(Duration.ofMillis(200));
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"mqtt, false", "mqtts, false", "mqtt, true"})
  void agentThatWaitsForItsBroker_hasEndedWhenItIsClosed(String scheme, boolean letsIn)
      throws Exception {
    try (SilentBroker broker = new SilentBroker(letsIn)) {
      runner.start(() -> agent(scheme, broker.port()));
      broker.reached.await();
      runner.close();
      assertThat(threads).hasSize(1).noneMatch(Thread::isAlive);
    }
  }

  @Test
  void agentThatWaitsForItsBroker_makesWayForTheNext() throws Exception {
    try (SilentBroker first = new SilentBroker(true);
        SilentBroker second = new SilentBroker(true)) {
      runner.start(() -> agent("mqtt", first.port()));
      first.reached.await();
      runner.start(() -> agent("mqtt", second.port()));
      second.reached.await();
      runner.close();
      assertThat(threads).hasSize(2).noneMatch(Thread::isAlive);
    }
  }

  @Test
  void runnerThatNeverRanAnything_isClosedAtOnce() {
    runner.close();
    assertThat(threads).isEmpty();
  }

  private ProvisioningAgent agent(String scheme, int port) throws IOException {
    threads.add(Thread.currentThread());
    Map<String, String> settings =
        Map.of(
            "enabled",
            "true",
            "broker-url",
            scheme + "://127.0.0.1:" + port,
            "username",
            "user",
            "password",
            "password",
            "client-id",
            "device");
    Host host =
        new Host(
            new NoFlags(),
            new NoHandler(),
            new FirstInstaller(List.of()),
            (account, user) -> false,
            root -> {});
    return Main.agent(settings, folder, host, line -> {});
  }

  /** Takes connections, lets in or not, and says nothing more. */
  private static final class SilentBroker implements AutoCloseable {
    private final CountDownLatch reached = new CountDownLatch(1);
    private final ServerSocket socket;
    private final boolean letsIn;

    SilentBroker(boolean letsIn) throws IOException {
      this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      this.letsIn = letsIn;
      Thread thread = new Thread(this::take, "silent broker");
      thread.setDaemon(true);
      thread.start();
    }

    int port() {
      return socket.getLocalPort();
    }

    private void take() {
      try (Socket device = socket.accept()) {
        read(device);
        if (letsIn) {
          device.getOutputStream().write(CONNACK);
          read(device);
        }
        reached.countDown();
        while (read(device)) {
          // Answers nothing.
        }
      } catch (IOException gone) {
        // As it should be.
      }
    }

    private static boolean read(Socket device) throws IOException {
      return device.getInputStream().read(new byte[4_096]) > 0;
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private static final class NoFlags implements Flags {
    @Override
    public void mark(boolean enabled, boolean provisioned) {}

    @Override
    public String place() {
      return "nowhere";
    }
  }

  private static final class NoHandler implements SnapshotHandler {
    @Override
    public void check(Path snapshot) {}

    @Override
    public void apply(Path snapshot) {}

    @Override
    public void rollBack(Optional<Path> snapshot) {}
  }
}
