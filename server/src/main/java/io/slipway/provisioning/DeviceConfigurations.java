// SPDX-License-Identifier: Apache-2.0
package io.slipway.provisioning;

import io.slipway.domain.Destination;
import io.slipway.domain.DeviceCredential;
import io.slipway.domain.Execution;
import io.slipway.domain.ProvisionRequest;
import io.slipway.domain.RequestOptions;
import io.slipway.domain.RequestProgress;
import io.slipway.protocol.message.Secret;
import io.slipway.protocol.snapshot.ComponentConfiguration;
import io.slipway.protocol.snapshot.ConfigurationProperty;
import io.slipway.protocol.snapshot.ConfigurationSnapshot;
import io.slipway.protocol.snapshot.KuraPids;
import io.slipway.protocol.snapshot.PropertyType;
import io.slipway.security.DevicePasswords;
import io.slipway.security.Sealer;
import io.slipway.security.SecretVerifiers;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Writes the configuration that makes a device one of its account's. */
final class DeviceConfigurations {

  private final DevicePasswords passwords;
  private final SecretVerifiers verifiers;
  private final Sealer sealer;

  DeviceConfigurations(DevicePasswords passwords, SecretVerifiers verifiers, Sealer sealer) {
    this.passwords = passwords;
    this.verifiers = verifiers;
    this.sealer = sealer;
  }

  /** The operator's configuration, opened, under the platform's own values. */
  ConfigurationSnapshot of(ProvisionRequest request, Execution execution) {
    return opened(execution.destination().configuration())
        .merge(own(request, execution.destination(), () -> password(request).reveal()));
  }

  /** The login that this configuration hands to the device. */
  DeviceCredential credential(ProvisionRequest request, Instant now) {
    RequestOptions.Connection connection = request.options().connection();
    return new DeviceCredential(
        request.scopeId(),
        request.id(),
        request.progress().generation(),
        request.clientId(),
        request.deviceUsername(),
        verifiers.ofGenerated(password(request)),
        connection.userCoupling(),
        connection.reserveUser(),
        false,
        now);
  }

  /** What the platform itself configures. */
  static ConfigurationSnapshot own(
      ProvisionRequest request, Destination destination, Supplier<String> password) {
    Map<String, ConfigurationProperty> transport = new LinkedHashMap<>();
    transport.put("broker-url", ConfigurationProperty.string(destination.brokerUrl()));
    transport.put(
        "topic.context.account-name", ConfigurationProperty.string(destination.accountName()));
    transport.put("username", ConfigurationProperty.string(request.deviceUsername()));
    if (!destination.withoutPassword()) {
      transport.put("password", ConfigurationProperty.password(password.get()));
    }
    transport.put("client-id", ConfigurationProperty.string(request.clientId()));
    return new ConfigurationSnapshot(
        List.of(
            new ComponentConfiguration(destination.componentPid(), transport),
            new ComponentConfiguration(
                KuraPids.DATA_SERVICE,
                Map.of("connect.auto-on-startup", ConfigurationProperty.bool(true)))));
  }

  private Secret password(ProvisionRequest request) {
    RequestProgress.PasswordTerms terms = request.progress().terms().orElseThrow();
    return passwords.derive(
        terms.kid(), request.id().value(), request.progress().generation(), terms.length());
  }

  private ConfigurationSnapshot opened(ConfigurationSnapshot sealed) {
    return new ConfigurationSnapshot(sealed.components().stream().map(this::opened).toList());
  }

  private ComponentConfiguration opened(ComponentConfiguration sealed) {
    Map<String, ConfigurationProperty> clear = new LinkedHashMap<>();
    sealed.properties().forEach((name, property) -> clear.put(name, opened(property)));
    return new ComponentConfiguration(sealed.pid(), clear);
  }

  private ConfigurationProperty opened(ConfigurationProperty property) {
    if (property.type() != PropertyType.PASSWORD) {
      return property;
    }
    List<String> clear =
        property.values().stream()
            .map(v -> sealer.open(SealPurposes.CONFIGURATION, v).reveal())
            .toList();
    return new ConfigurationProperty(property.type(), property.array(), false, clear);
  }
}
