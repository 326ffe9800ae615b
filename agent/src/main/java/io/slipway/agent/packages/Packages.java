// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.packages;

import io.slipway.agent.handler.HandlerException;
import io.slipway.agent.handler.SnapshotHandler;
import io.slipway.agent.state.AgentStore;
import io.slipway.agent.state.Application;
import io.slipway.agent.state.Application.Stage;
import io.slipway.agent.state.Phase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * The applications of the device. Those that are to go where something fails go the way of the
 * configuration: they are taken back before it, and come again with it.
 */
public final class Packages implements SnapshotHandler {
  private static final Duration LOOK_EVERY = Duration.ofMillis(100);
  private static final Pattern HANDLER = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._+-]{0,99}");

  private final AgentStore store;
  private final PackageContents contents;
  private final PackageInstaller installer;
  private final BooleanSupplier stopping;
  private final Consumer<String> log;

  /**
   * Makes them.
   *
   * @param stopping whether the agent is to end
   */
  public Packages(
      AgentStore store,
      PackageContents contents,
      PackageInstaller installer,
      BooleanSupplier stopping,
      Consumer<String> log) {
    this.store = store;
    this.contents = contents;
    this.installer = installer;
    this.stopping = stopping;
    this.log = log;
  }

  /** Whether anybody installs applications for this handler. */
  public boolean handles(String handler) {
    return HANDLER.matcher(handler).matches() && installer.handles(handler);
  }

  public PackageContents contents() {
    return contents;
  }

  /**
   * Sees to it that an application is installed and runs. Takes long.
   *
   * @param perhapsThere whether it may run already
   * @return false where its content would be needed, and is not here
   */
  public boolean install(Application application, boolean perhapsThere)
      throws HandlerException, IOException {
    PackageFile file = file(application);
    if (perhapsThere && runs(application)) {
      return true;
    }
    if (!contents.whole(application.sha256())) {
      return false;
    }
    installer.install(file);
    installer.status(file);
    return true;
  }

  /** Whether its installer says that it runs. Takes long. */
  public boolean runs(Application application) throws IOException {
    try {
      installer.status(file(application));
      return true;
    } catch (HandlerException doesNot) {
      return false;
    }
  }

  @Override
  public void check(Path snapshot) {
    // They were installed before it came.
  }

  /** Brings back what was taken back with this configuration, or was cut off at that. */
  @Override
  public void apply(Path snapshot) throws HandlerException, IOException {
    finishTakingBack();
    for (Application application :
        store.state().applications().at(EnumSet.of(Stage.REMOVED, Stage.INSTALLING))) {
      boolean perhaps = application.stage() == Stage.INSTALLING;
      store.applications(a -> a.installing(application));
      try {
        if (!await(() -> install(application, perhaps))) {
          throw new HandlerException("its content is gone");
        }
      } catch (HandlerException failed) {
        throw new HandlerException(application.title() + ": " + failed.getMessage());
      }
      store.applications(a -> a.installed(application));
      log.accept(application.title() + " is installed again");
    }
  }

  @Override
  public void rollBack(Optional<Path> snapshot) throws HandlerException, IOException {
    takeBack();
  }

  /** Takes back what is to go, since something has failed. */
  public void takeBack() throws HandlerException, IOException {
    store.applications(a -> a.takingBack());
    finishTakingBack();
  }

  /** Takes away what is known to have to go, the last one first. */
  public void finishTakingBack() throws HandlerException, IOException {
    List<Application> going =
        new ArrayList<>(store.state().applications().at(EnumSet.of(Stage.REMOVING)));
    Collections.reverse(going);
    for (Application application : going) {
      boolean again = store.state().phase() == Phase.SWITCHING;
      takeAway(application);
      store.applications(a -> a.takenBack(application, again));
    }
  }

  private void takeAway(Application application) throws HandlerException {
    try {
      await(
          () -> {
            installer.rollBack(file(application));
            return true;
          });
      log.accept(application.title() + " is taken back");
    } catch (HandlerException failed) {
      if (stopping.getAsBoolean()) {
        throw failed;
      }
      log.accept(application.title() + " could not be taken back: " + failed.getMessage());
    }
  }

  /** Ends some work, and returns when it has ended, or the agent is to end as well. */
  public void end(LongWork work) throws HandlerException {
    work.stop();
    untilEnded(work);
  }

  private boolean await(Callable<Boolean> what) throws HandlerException {
    LongWork work = LongWork.begin(what, () -> {});
    untilEnded(work);
    return work.result();
  }

  private void untilEnded(LongWork work) throws HandlerException {
    while (!work.endedWithin(LOOK_EVERY)) {
      if (stopping.getAsBoolean()) {
        work.stop();
        throw new HandlerException("the agent ends");
      }
    }
  }

  private PackageFile file(Application application) {
    return new PackageFile(
        contents.file(application.sha256()),
        application.name(),
        application.version(),
        application.handler(),
        application.sha256());
  }
}
