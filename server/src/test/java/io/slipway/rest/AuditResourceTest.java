// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.domain.Actor;
import io.slipway.domain.AuditRecord;
import io.slipway.domain.Id;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuditResourceTest {
  private static final String EXPORT = "/v1/_/auditRecords/_export";
  private static final Instant THEN = Instant.parse("2026-01-01T00:00:00Z");
  private static final int MANY = 2_500;

  private Installation slipway;
  private Installation.Caller ann;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    slipway = new Installation(directory);
    ann = slipway.ann();
    // All at the same moment, as a bulk order makes them.
    IntStream.range(0, MANY).forEach(i -> keep(i, THEN, "pump-" + i));
    keep(MANY, THEN.plusSeconds(60), "a \"late\", one");
  }

  @AfterAll
  void stop() {
    slipway.close();
  }

  @Test
  void export_tellsEachRecordOnceTheOldestFirst() {
    Reply told = ann.get(EXPORT + "?format=jsonl&actor=bob").is(200);
    assertThat(told.http().headers().firstValue("Content-Type")).contains("application/jsonl");
    List<String> names =
        told.text().lines().map(l -> Reply.parse(l).at("/subjectName").asText()).toList();
    assertThat(names).hasSize(MANY + 1).doesNotHaveDuplicates().last().isEqualTo("a \"late\", one");
  }

  @Test
  void export_isATableUnlessAskedOtherwise() {
    Reply told = ann.get(EXPORT + "?startDate=2026-01-01T00:00:01Z&actor=bob").is(200);
    assertThat(told.text().lines())
        .containsExactly(
            "at,actor,source,action,subjectType,subjectName,subjectId,id,detail",
            "2026-01-01T00:01:00.000Z,bob,192.0.2.1,created,device,\"a \"\"late\"\", one\","
                + new Id(2)
                + ","
                + new Id(10_000 + MANY)
                + ",\"{\"\"via\"\":\"\"test\"\"}\"");
    assertThat(ann.get(EXPORT + "?endDate=2025-01-01T00:00:00Z").is(200).text().lines()).hasSize(1);
  }

  @Test
  void export_isOfOneAccount() {
    assertThat(slipway.login("olga").get(EXPORT).is(200).text()).doesNotContain("pump-");
    ann.get(EXPORT + "?format=xml").refuses("format");
  }

  private void keep(int number, Instant at, String name) {
    slipway.store.keep(
        new AuditRecord(
            new Id(10_000 + number),
            Installation.ACME,
            at,
            new Actor(new Id(1), "bob", "192.0.2.1"),
            "created",
            new AuditRecord.Subject("device", new Id(2), name),
            Map.of("via", "test")));
  }
}
