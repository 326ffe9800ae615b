// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.domain.Announcement;
import io.slipway.domain.Ask;
import io.slipway.domain.Delivery;
import io.slipway.domain.Destination;
import io.slipway.domain.Execution.Conversation;
import io.slipway.domain.Execution.LogLine;
import io.slipway.domain.Parcel;
import io.slipway.domain.Rivalry;
import io.slipway.domain.Rivalry.Claim;
import io.slipway.domain.Step;
import io.slipway.protocol.message.Nonce;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The nested parts of an attempt as stored. */
final class ExecutionJson {
  private ExecutionJson() {}

  static String announcement(Announcement announcement) {
    ObjectNode node = Json.object();
    node.set("applicationIds", Json.texts(announcement.applicationIds()));
    announcement.nonce().ifPresent(nonce -> node.put("nonce", nonce.hex()));
    announcement.certificateVersion().ifPresent(v -> node.put("certificateVersion", v));
    announcement.hardwareId().ifPresent(hardware -> node.put("hardwareId", hardware));
    node.set("birthMetrics", Json.textMap(announcement.birthMetrics()));
    return Json.write(node);
  }

  static Announcement announcement(JsonNode node) {
    return new Announcement(
        Json.texts(node.path("applicationIds")),
        Json.text(node, "nonce").map(Nonce::new),
        Json.text(node, "certificateVersion"),
        Json.text(node, "hardwareId"),
        Json.textMap(node.path("birthMetrics")));
  }

  static String destination(Destination destination) {
    ObjectNode node = Json.object();
    node.put("accountName", destination.accountName());
    node.put("brokerUrl", destination.brokerUrl());
    node.put("observed", destination.observed());
    node.put("componentPid", destination.componentPid());
    node.set("configuration", SnapshotJson.write(destination.configuration()));
    destination.certificate().ifPresent(c -> OptionsJson.write(c, node.putObject("certificate")));
    if (!destination.parcels().isEmpty()) {
      ArrayNode parcels = node.putArray("parcels");
      destination.parcels().forEach(p -> write(p, parcels.addObject()));
      node.put("rollBack", destination.rollBack());
    }
    return Json.write(node);
  }

  static Destination destination(JsonNode node) {
    return new Destination(
        node.path("accountName").asText(),
        node.path("brokerUrl").asText(),
        node.path("observed").asBoolean(true),
        node.path("componentPid").asText(),
        SnapshotJson.read(node.path("configuration")),
        OptionsJson.certificate(node.path("certificate")),
        parcels(node.path("parcels")),
        node.path("rollBack").asBoolean());
  }

  private static void write(Parcel parcel, ObjectNode node) {
    node.put("name", parcel.name().name());
    node.put("version", parcel.name().version());
    node.put("handler", parcel.handler());
    node.put("sha256", parcel.sha256());
    node.put("size", parcel.size());
    parcel.url().ifPresent(url -> node.put("url", url));
  }

  private static List<Parcel> parcels(JsonNode nodes) {
    List<Parcel> parcels = new ArrayList<>();
    for (JsonNode node : nodes) {
      parcels.add(
          new Parcel(
              OptionsJson.packageName(node),
              node.path("handler").asText(),
              node.path("sha256").asText(),
              node.path("size").asLong(),
              Json.text(node, "url")));
    }
    return parcels;
  }

  static String conversation(Conversation conversation) {
    ObjectNode node = Json.object();
    node.put("step", conversation.step().name());
    conversation.open().ifPresent(ask -> node.put("open", ask.name()));
    node.put("trusted", conversation.trusted());
    conversation.keystorePid().ifPresent(pid -> node.put("keystorePid", pid));
    node.put("leaving", conversation.leaving());
    conversation.arrivingSince().ifPresent(t -> node.put("arrivingSince", t.toEpochMilli()));
    conversation.certificate().ifPresent(id -> node.put("certificate", id.value()));
    write(conversation.delivery(), node);
    if (!conversation.rivalry().claims().isEmpty()) {
      node.set("rivalry", rivalry(conversation.rivalry()));
    }
    return Json.write(node);
  }

  /** Most attempts have none. */
  private static void write(Delivery delivery, ObjectNode conversation) {
    if (delivery.index() > 0 || delivery.offset() > 0 || delivery.astray() > 0) {
      ObjectNode node = conversation.putObject("delivery");
      node.put("index", delivery.index());
      node.put("offset", delivery.offset());
      node.put("astray", delivery.astray());
    }
  }

  private static Delivery delivery(JsonNode node) {
    return new Delivery(
        node.path("index").asInt(), node.path("offset").asLong(), node.path("astray").asInt());
  }

  private static ArrayNode rivalry(Rivalry rivalry) {
    ArrayNode claims = Json.array();
    for (Claim claim : rivalry.claims()) {
      ObjectNode node = claims.addObject();
      node.put("at", claim.at().toEpochMilli());
      claim.hardwareId().ifPresent(hardware -> node.put("hardwareId", hardware));
      node.put("source", claim.source());
    }
    return claims;
  }

  private static Rivalry rivalry(JsonNode node) {
    List<Claim> claims = new ArrayList<>();
    for (JsonNode claim : node) {
      claims.add(
          new Claim(
              Json.time(claim, "at").orElse(Instant.EPOCH),
              Json.text(claim, "hardwareId"),
              claim.path("source").asText()));
    }
    return new Rivalry(claims);
  }

  static Conversation conversation(JsonNode node) {
    return new Conversation(
        Json.word(Step.class, node, "step").orElse(Step.STARTED),
        Json.word(Ask.class, node, "open"),
        node.path("trusted").asBoolean(),
        Json.text(node, "keystorePid"),
        node.path("leaving").asBoolean(),
        Json.time(node, "arrivingSince"),
        rivalry(node.path("rivalry")),
        Json.id(node, "certificate"),
        delivery(node.path("delivery")));
  }

  static String log(List<LogLine> log) {
    ArrayNode node = Json.array();
    log.forEach(l -> node.addObject().put("at", l.at().toEpochMilli()).put("text", l.text()));
    return Json.write(node);
  }

  static List<LogLine> log(JsonNode node) {
    List<LogLine> log = new ArrayList<>();
    for (JsonNode line : node) {
      Instant at = Json.time(line, "at").orElse(Instant.EPOCH);
      log.add(new LogLine(at, line.path("text").asText()));
    }
    return log;
  }
}
