// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.osgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.agent.handler.HandlerException;
import io.slipway.protocol.snapshot.ComponentConfiguration;
import io.slipway.protocol.snapshot.ConfigurationProperty;
import io.slipway.protocol.snapshot.ConfigurationSnapshot;
import io.slipway.protocol.snapshot.KuraPids;
import io.slipway.protocol.snapshot.KuraXml;
import io.slipway.protocol.snapshot.PropertyType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.kura.configuration.Password;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a configuration in Kura, and the way back. */
class KuraSnapshotsTest {
  private static final String TRANSPORT = KuraPids.MQTT_DATA_TRANSPORT;
  private static final String OWN = "provisioning";

  @TempDir private Path folder;
  private final MemoryKura kura = new MemoryKura();
  private KuraSnapshots snapshots;

  @BeforeEach
  void begin() {
    kura.components.put(TRANSPORT, new HashMap<>(Map.of("username", "former")));
    kura.components.put(OWN, new HashMap<>(Map.of("enabled", true)));
    snapshots = restarted();
  }

  @Test
  void values_becomeWhatKuraTakes() throws Exception {
    Map<String, ConfigurationProperty> all = new HashMap<>();
    for (PropertyType type : PropertyType.values()) {
      String value = type == PropertyType.BOOLEAN ? "true" : "7";
      all.put(type.text(), new ConfigurationProperty(type, false, false, List.of(value)));
      all.put(
          type.text() + "s", new ConfigurationProperty(type, true, false, List.of(value, value)));
    }
    all.put("none", new ConfigurationProperty(PropertyType.LONG, false, false, List.of()));
    Map<String, Object> taken = new KuraProperties(kura).of(new ComponentConfiguration("pid", all));
    assertThat(taken)
        .containsEntry("String", "7")
        .containsEntry("Long", 7L)
        .containsEntry("Double", 7.0)
        .containsEntry("Float", 7f)
        .containsEntry("Integer", 7)
        .containsEntry("Byte", (byte) 7)
        .containsEntry("Char", '7')
        .containsEntry("Boolean", true)
        .containsEntry("Short", (short) 7)
        .doesNotContainKey("none");
    assertThat((Password) taken.get("Password")).hasToString("7");
    assertThat((Integer[]) taken.get("Integers")).containsExactly(7, 7);
    assertThat((Character[]) taken.get("Chars")).containsExactly('7', '7');
    assertThat((Password[]) taken.get("Passwords")).hasSize(2);
  }

  @Test
  void passwordThatThisGatewayHasEncrypted_isDecrypted() throws Exception {
    snapshots.apply(file("a", "username", encrypted("!clear")));
    assertThat(kura.components.get(TRANSPORT).get("username")).hasToString("clear");
  }

  @Test
  void whatCannotTakeEffect_isRefusedBeforeAnythingChanges() throws Exception {
    Path foreign = file("a", "username", encrypted("clear"));
    assertThatThrownBy(() -> snapshots.check(foreign))
        .isInstanceOf(HandlerException.class)
        .hasMessageContaining("encrypted for another gateway");
    Path number =
        file("b", "port", new ConfigurationProperty(PropertyType.LONG, false, false, List.of("x")));
    assertThatThrownBy(() -> snapshots.check(number)).hasMessageContaining("no Long");
    Path elsewhere =
        file(
            "c",
            new ComponentConfiguration(
                "other-transport",
                Map.of("topic.context.account-name", ConfigurationProperty.string("acme"))));
    assertThatThrownBy(() -> snapshots.check(elsewhere))
        .hasMessage("this gateway has no component other-transport");
    Path rubbish = Files.writeString(folder.resolve("d"), "<html/>");
    assertThatThrownBy(() -> snapshots.check(rubbish)).isInstanceOf(HandlerException.class);
    assertThat(kura.getSnapshots()).isEmpty();
  }

  @Test
  void agentsOwnComponent_isLeftAlone() throws Exception {
    snapshots.apply(
        file(
            "a",
            new ComponentConfiguration(OWN, Map.of("enabled", ConfigurationProperty.bool(false)))));
    assertThat(kura.components.get(OWN)).containsEntry("enabled", true);
  }

  @Test
  void configurationThatWasTried_isRolledBackToWhatWasBefore() throws Exception {
    snapshots.apply(file("a", "username", ConfigurationProperty.string("new")));
    // Cut off and begun again: what was before is still what was before.
    snapshots = restarted();
    snapshots.apply(file("a", "username", ConfigurationProperty.string("new")));
    assertThat(kura.components.get(TRANSPORT)).containsEntry("username", "new");
    restarted().rollBack(Optional.empty());
    assertThat(kura.rollbacks).containsExactly(1L);
    assertThat(kura.components.get(TRANSPORT)).containsEntry("username", "former");
    snapshots.rollBack(Optional.empty());
    assertThat(kura.rollbacks).hasSize(1);
  }

  @Test
  void configurationThatWasNeverBegun_takesNothingBack() throws Exception {
    Path current = file("a", "username", ConfigurationProperty.string("current"));
    snapshots.apply(current);
    kura.broken = true;
    Path next = file("b", "username", ConfigurationProperty.string("next"));
    assertThatThrownBy(() -> snapshots.apply(next)).hasMessageContaining("no space left");
    kura.broken = false;
    snapshots.rollBack(Optional.of(current));
    assertThat(kura.rollbacks).isEmpty();
    assertThat(kura.components.get(TRANSPORT)).containsEntry("username", "current");
  }

  @Test
  void snapshotThatKuraHasNoMore_isReplacedByTheFormerConfiguration() throws Exception {
    Path current = file("a", "username", ConfigurationProperty.string("current"));
    snapshots.apply(file("b", "username", ConfigurationProperty.string("next")));
    kura.getSnapshots().clear();
    snapshots.rollBack(Optional.of(current));
    assertThat(kura.components.get(TRANSPORT)).containsEntry("username", "current");
  }

  private KuraSnapshots restarted() {
    return new KuraSnapshots(OWN, new Gateway(null, kura, kura, null), folder);
  }

  private static ConfigurationProperty encrypted(String value) {
    return new ConfigurationProperty(PropertyType.PASSWORD, false, true, List.of(value));
  }

  private Path file(String name, String property, ConfigurationProperty value) throws IOException {
    return file(name, new ComponentConfiguration(TRANSPORT, Map.of(property, value)));
  }

  private Path file(String name, ComponentConfiguration component) throws IOException {
    byte[] xml = KuraXml.encode(new ConfigurationSnapshot(List.of(component)));
    return Files.write(folder.resolve(name), xml);
  }
}
