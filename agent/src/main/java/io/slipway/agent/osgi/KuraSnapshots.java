// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.osgi;

import io.slipway.agent.handler.HandlerException;
import io.slipway.agent.handler.SnapshotHandler;
import io.slipway.agent.state.DurableFile;
import io.slipway.protocol.payload.MalformedPayloadException;
import io.slipway.protocol.snapshot.ComponentConfiguration;
import io.slipway.protocol.snapshot.KuraXml;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.configuration.ConfigurationService;

/**
 * Makes configurations take effect through Kura's ConfigurationService. How everything stood before
 * is a snapshot of Kura's; which one is in a file, so that a restart in between forgets nothing.
 */
final class KuraSnapshots implements SnapshotHandler {
  private static final String ACCOUNT = "topic.context.account-name";
  private static final String FORMER = "kura-former";

  private final String ownPid;
  private final ConfigurationService configurations;
  private final KuraProperties properties;
  private final Path former;

  /**
   * Makes one.
   *
   * @param ownPid the agent's own component, which nothing received may change
   * @param data the agent's folder
   */
  KuraSnapshots(String ownPid, Gateway gateway, Path data) {
    this.ownPid = ownPid;
    this.configurations = gateway.configurations();
    this.properties = new KuraProperties(gateway.crypto());
    this.former = data.resolve(FORMER);
  }

  @Override
  public void check(Path snapshot) throws HandlerException, IOException {
    for (ComponentConfiguration component : components(snapshot)) {
      properties.of(component);
      boolean transport = component.properties().containsKey(ACCOUNT);
      if (transport && !configurations.getConfigurableComponentPids().contains(component.pid())) {
        throw new HandlerException("this gateway has no component " + component.pid());
      }
    }
  }

  @Override
  public void apply(Path snapshot) throws HandlerException, IOException {
    try {
      if (former().filter(f -> f.isUnder(snapshot)).isEmpty()) {
        String name = snapshot.getFileName().toString();
        DurableFile.write(former, new Former(name, configurations.snapshot()).bytes());
      }
      update(snapshot);
    } catch (KuraException failed) {
      throw new HandlerException("Kura cannot apply the configuration: " + failed.getMessage());
    }
  }

  @Override
  public void rollBack(Optional<Path> snapshot) throws HandlerException, IOException {
    Optional<Former> known = former();
    try {
      if (known.isPresent() && snapshot.filter(known.get()::isUnder).isPresent()) {
        // What is to be left was never begun: this is from when the one to go back to came.
        return;
      }
      if (known.isPresent() && configurations.getSnapshots().contains(known.get().id())) {
        configurations.rollback(known.get().id());
      } else if (snapshot.isPresent()) {
        update(snapshot.get());
      }
    } catch (KuraException failed) {
      throw new HandlerException("Kura cannot roll back: " + failed.getMessage());
    }
    // Kura keeps only its last snapshots, so the next try begins with one of its own.
    Files.deleteIfExists(former);
  }

  private void update(Path snapshot) throws KuraException, HandlerException, IOException {
    List<org.eclipse.kura.configuration.ComponentConfiguration> updates = new ArrayList<>();
    for (ComponentConfiguration component : components(snapshot)) {
      updates.add(new ComponentUpdate(component.pid(), properties.of(component)));
    }
    configurations.updateConfigurations(updates, true);
  }

  private List<ComponentConfiguration> components(Path snapshot)
      throws HandlerException, IOException {
    try {
      return KuraXml.decode(Files.readAllBytes(snapshot)).components().stream()
          .filter(c -> !c.pid().equals(ownPid))
          .toList();
    } catch (MalformedPayloadException malformed) {
      throw new HandlerException(malformed.getMessage());
    }
  }

  private Optional<Former> former() throws IOException {
    return Files.exists(former) ? Former.parse(Files.readString(former).strip()) : Optional.empty();
  }

  /**
   * How everything stood before.
   *
   * @param replacedBy the file of the configuration that was put over it
   * @param id of Kura's snapshot
   */
  private record Former(String replacedBy, long id) {
    static Optional<Former> parse(String text) {
      int space = text.indexOf(' ');
      try {
        return space < 0
            ? Optional.empty()
            : Optional.of(
                new Former(text.substring(space + 1), Long.parseLong(text.substring(0, space))));
      } catch (NumberFormatException damaged) {
        return Optional.empty();
      }
    }

    boolean isUnder(Path snapshot) {
      return snapshot.getFileName().toString().equals(replacedBy);
    }

    byte[] bytes() {
      return (id + " " + replacedBy + "\n").getBytes(StandardCharsets.UTF_8);
    }
  }
}
