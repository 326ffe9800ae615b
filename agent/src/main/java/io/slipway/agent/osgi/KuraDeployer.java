// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.osgi;

import io.slipway.agent.handler.HandlerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.kura.deployment.agent.DeploymentAgentService;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventHandler;

/**
 * Kura's deployment agent, which keeps what it installs: many gateways forget what their framework
 * had installed whenever they start, and Kura installs it again then.
 */
record KuraDeployer(Services services, Path folder) implements Deployer {
  private static final long MOST_MINUTES = 30;
  private static final String TOPIC = "org/eclipse/kura/deployment/agent/";

  @Override
  public void install(Path file) throws HandlerException, IOException {
    // As it is: Kura takes what comes after the colon for the name of the file.
    String url = "file:" + file.toAbsolutePath();
    Heard heard = new Heard("deploymentpackage.url", url);
    try {
      await(heard, "INSTALLED", agent -> agent.installDeploymentPackageAsync(url));
    } finally {
      // Who is stopped meanwhile leaves it: Kura goes on, and wants to keep it.
      if (!heard.given || heard.outcome.isDone()) {
        Files.deleteIfExists(file);
      }
    }
  }

  @Override
  public void uninstall(String name) throws HandlerException {
    Heard heard = new Heard("deploymentpackage.name", name);
    await(heard, "UNINSTALLED", agent -> agent.uninstallDeploymentPackageAsync(name));
  }

  /** What the deployment agent is told to do. */
  @FunctionalInterface
  private interface Order {
    void give(DeploymentAgentService agent) throws Exception;
  }

  /** Waits for the event that tells how something went. */
  private static final class Heard implements EventHandler {
    private final CompletableFuture<Optional<Throwable>> outcome = new CompletableFuture<>();
    private final String key;
    private final String value;
    private boolean given;

    Heard(String key, String value) {
      this.key = key;
      this.value = value;
    }

    @Override
    public void handleEvent(Event event) {
      if (value.equals(event.getProperty(key))) {
        boolean successful = Boolean.TRUE.equals(event.getProperty("successful"));
        outcome.complete(successful ? Optional.empty() : Optional.of(reason(event)));
      }
    }

    private static Throwable reason(Event event) {
      return event.getProperty("exception") instanceof Throwable thrown
          ? thrown
          : new IllegalStateException("it does not say why");
    }
  }

  private void await(Heard heard, String what, Order order) throws HandlerException {
    DeploymentAgentService agent =
        services
            .all(DeploymentAgentService.class)
            .findFirst()
            .orElseThrow(() -> new HandlerException("Kura's deployment agent does not run"));
    ServiceRegistration<EventHandler> ear =
        services.offer(EventHandler.class, heard, Map.of("event.topics", TOPIC + what));
    try {
      order.give(agent);
      heard.given = true;
      Optional<Throwable> failure = heard.outcome.get(MOST_MINUTES, TimeUnit.MINUTES);
      if (failure.isPresent()) {
        throw Deployer.failed("Kura's deployment agent has failed", failure.get());
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new HandlerException("stopped while Kura's deployment agent was at work");
    } catch (TimeoutException hanging) {
      throw new HandlerException("Kura's deployment agent says nothing for too long");
    } catch (ExecutionException never) {
      throw new IllegalStateException("nothing completes it so", never);
    } catch (HandlerException failed) {
      throw failed;
    } catch (Exception refused) {
      throw Deployer.failed("Kura's deployment agent refuses", refused);
    } finally {
      ear.unregister();
    }
  }
}
