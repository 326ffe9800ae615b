// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.domain.CertificateOrder;
import io.slipway.domain.CertificateProfile;
import io.slipway.domain.CertificateProfile.KeyUse;
import io.slipway.domain.Id;
import io.slipway.domain.PackageName;
import io.slipway.domain.PackageOrder;
import io.slipway.domain.ProfileRule;
import io.slipway.domain.Reprovision;
import io.slipway.domain.RequestOptions;
import io.slipway.domain.RequestOptions.Activation;
import io.slipway.domain.RequestOptions.Connection;
import io.slipway.domain.RequestOptions.Extra;
import io.slipway.domain.UserCoupling;
import io.slipway.protocol.message.KeyType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A request's options as stored. */
final class OptionsJson {
  private OptionsJson() {}

  static String write(RequestOptions options) {
    ObjectNode node = Json.object();
    options.endpointInfoId().ifPresent(id -> node.put("endpointInfoId", id.value()));
    write(options.activation(), node.putObject("activation"));
    write(options.connection(), node.putObject("connection"));
    node.set("configuration", SnapshotJson.write(options.deviceConfiguration()));
    write(options.extra(), node.putObject("extra"));
    return Json.write(node);
  }

  static RequestOptions read(String text) {
    JsonNode node = Json.read(text);
    return new RequestOptions(
        Optional.of(node.path("endpointInfoId")).filter(JsonNode::isNumber).map(OptionsJson::id),
        activation(node.path("activation")),
        connection(node.path("connection")),
        SnapshotJson.read(node.path("configuration")),
        extra(node.path("extra")));
  }

  private static Id id(JsonNode node) {
    return new Id(node.longValue());
  }

  private static void write(Activation activation, ObjectNode node) {
    node.put("enabled", activation.enabled());
    node.put("activatesOn", activation.activatesOn().toEpochMilli());
    activation.expiresOn().ifPresent(t -> node.put("expiresOn", t.toEpochMilli()));
  }

  private static Activation activation(JsonNode node) {
    return new Activation(
        node.path("enabled").asBoolean(true),
        Json.time(node, "activatesOn").orElse(Instant.EPOCH),
        Json.time(node, "expiresOn"));
  }

  static void write(Connection connection, ObjectNode node) {
    node.put("reserveUser", connection.reserveUser());
    node.put("userCoupling", connection.userCoupling().name());
    node.put("passwordLength", connection.passwordLength());
  }

  static Connection connection(JsonNode node) {
    Connection none = Connection.DEFAULT;
    return new Connection(
        node.path("reserveUser").asBoolean(none.reserveUser()),
        Json.word(UserCoupling.class, node, "userCoupling").orElse(none.userCoupling()),
        node.path("passwordLength").asInt(none.passwordLength()));
  }

  static void write(Extra extra, ObjectNode node) {
    node.put("retryMaxAttempts", extra.retryMaxAttempts());
    node.put("profile", extra.profile().name());
    node.put("reprovision", extra.reprovision().name());
    extra.componentPid().ifPresent(pid -> node.put("componentPid", pid));
    extra.deviceCertificate().ifPresent(c -> write(c, node.putObject("deviceCertificate")));
    if (!extra.packages().isEmpty()) {
      ArrayNode packages = node.putArray("packages");
      for (PackageName name : extra.packages().packages()) {
        packages.addObject().put("name", name.name()).put("version", name.version());
      }
      node.put("rollBackPackages", extra.packages().rollBack());
    }
  }

  static Extra extra(JsonNode node) {
    Extra none = Extra.DEFAULT;
    return new Extra(
        node.path("retryMaxAttempts").asInt(none.retryMaxAttempts()),
        Json.word(ProfileRule.class, node, "profile").orElse(none.profile()),
        Json.word(Reprovision.class, node, "reprovision").orElse(none.reprovision()),
        Json.text(node, "componentPid"),
        certificate(node.path("deviceCertificate")),
        packages(node));
  }

  private static PackageOrder packages(JsonNode node) {
    List<PackageName> names = new ArrayList<>();
    node.path("packages").forEach(n -> names.add(packageName(n)));
    return new PackageOrder(names, node.path("rollBackPackages").asBoolean());
  }

  static PackageName packageName(JsonNode node) {
    return new PackageName(node.path("name").asText(), node.path("version").asText());
  }

  static void write(CertificateOrder certificate, ObjectNode node) {
    node.put("issue", certificate.issue().name());
    node.put("keyType", certificate.keyType().name());
    node.put("lifetimeDays", certificate.lifetimeDays());
    CertificateProfile profile = certificate.profile();
    profile.subject().ifPresent(s -> node.put("subject", s));
    profile.alternatives().forEach(node.withArray("alternatives")::add);
    profile.keyUses().stream().sorted().forEach(u -> node.withArray("keyUses").add(u.name()));
  }

  static Optional<CertificateOrder> certificate(JsonNode node) {
    if (node.isMissingNode()) {
      return Optional.empty();
    }
    CertificateOrder none = CertificateOrder.DEFAULT;
    return Optional.of(
        new CertificateOrder(
            Json.word(CertificateOrder.Issue.class, node, "issue").orElse(none.issue()),
            Json.word(KeyType.class, node, "keyType").orElse(none.keyType()),
            node.path("lifetimeDays").asInt(none.lifetimeDays()),
            profile(node)));
  }

  private static CertificateProfile profile(JsonNode node) {
    List<String> alternatives = new ArrayList<>();
    node.path("alternatives").forEach(a -> alternatives.add(a.asText()));
    Set<KeyUse> uses = EnumSet.noneOf(KeyUse.class);
    node.path("keyUses").forEach(u -> uses.add(KeyUse.valueOf(u.asText())));
    return new CertificateProfile(
        Json.text(node, "subject"),
        alternatives,
        uses.isEmpty() ? CertificateProfile.DEFAULT.keyUses() : uses);
  }
}
