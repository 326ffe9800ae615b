// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What all lists have in common. */
class ListCommandTest {
  private static final String USERS = "GET /v1/_/users";
  private static final String GROUPS = "GET /v1/_/provisionGroups";
  private static final int PAGE = 1000;

  @TempDir private Path folder;
  private Terminal terminal;
  private final RestStub rest = new RestStub();

  @BeforeEach
  void logIn() {
    terminal = new Terminal(folder);
    Logins.save(terminal, rest);
  }

  @AfterEach
  void close() {
    rest.close();
  }

  @Test
  void part_isToldToBeOne() {
    rest.answer(USERS, 200, users(true, 0, 2));
    assertThat(terminal.run("user", "list", "--limit", "2", "--offset", "4")).isZero();
    assertThat(rest.last().line()).endsWith("?limit=2&offset=4");
    assertThat(terminal.out().lines()).hasSize(3);
    assertThat(terminal.err()).isEqualTo("More follow: --offset 6, or --all\n");
  }

  @Test
  void all_isReadPageByPage() {
    rest.answer(USERS, 200, users(true, 0, PAGE));
    rest.answer(USERS, 200, users(false, PAGE, 5));
    assertThat(terminal.run("user", "list", "--all")).isZero();
    assertThat(rest.asked()).hasSize(2);
    assertThat(rest.last().line()).endsWith("?limit=1000&offset=1000");
    assertThat(terminal.out().lines().filter(l -> l.startsWith("user-"))).hasSize(PAGE + 5);
    assertThat(terminal.err()).isEmpty();
  }

  @Test
  void all_showsNobodyTwiceWhereSomeAreAddedMeanwhile() throws IOException {
    rest.answer(USERS, 200, users(true, 0, PAGE));
    rest.answer(USERS, 200, users(false, PAGE - 3, 5));
    assertThat(terminal.run("user", "list", "--all", "--json")).isZero();
    JsonNode list = json(terminal.out());
    assertThat(list.path("size").asInt()).isEqualTo(PAGE + 2);
    assertThat(list.path("items").findValuesAsText("id")).doesNotHaveDuplicates();
    assertThat(list.path("limitExceeded").asBoolean()).isFalse();
  }

  @Test
  void json_hasOneFormForAllLists() throws IOException {
    rest.answer(USERS, 200, users(true, 0, 1));
    rest.answer(GROUPS, 200, "{\"templates\":[{\"name\":\"a\"},{\"name\":\"b\"}]}");
    assertThat(terminal.run("user", "list", "--json")).isZero();
    assertThat(json(terminal.out()))
        .isEqualTo(
            json(
                "{\"items\":[{\"id\":\"AA\",\"name\":\"user-0\"}],\"size\":1,"
                    + "\"limitExceeded\":true}"));
    assertThat(terminal.run("group", "list", "--json", "--limit", "1")).isZero();
    assertThat(json(terminal.out()))
        .isEqualTo(json("{\"items\":[{\"name\":\"a\"}],\"size\":1,\"limitExceeded\":true}"));
    assertThat(terminal.err()).isEqualTo("More follow: --offset 1, or --all\n");
  }

  @Test
  void shortList_hasPartsToo() {
    rest.answer(GROUPS, 200, "{\"templates\":[{\"name\":\"a\"},{\"name\":\"b\"}]}");
    assertThat(terminal.run("group", "list", "--offset", "1")).isZero();
    assertThat(terminal.out()).contains("b  ").doesNotContain("a  ");
    assertThat(terminal.run("group", "list", "--offset", "2")).isZero();
    assertThat(terminal.out()).isEqualTo("There is no group.\n");
    assertThat(terminal.err()).isEmpty();
  }

  @Test
  void list_isSortedByTheServer() {
    rest.answer(USERS, 200, users(false, 0, 1));
    assertThat(terminal.run("user", "list", "--sort", "name", "--descending")).isZero();
    assertThat(rest.last().line()).endsWith("&sortParam=name&sortDir=DESCENDING");
    assertThat(terminal.run("user", "list", "--descending")).isEqualTo(2);
    assertThat(terminal.err()).contains("--descending goes with --sort");
    assertThat(terminal.run("group", "list", "--sort", "name")).isEqualTo(2);
  }

  @Test
  void word_isOneOfThoseThatThereAre() {
    assertThat(terminal.run("device", "list", "--status", "lost")).isEqualTo(2);
    assertThat(terminal.err()).contains("\"lost\" is none of connected, disconnected, missing");
    assertThat(rest.asked()).isEmpty();
  }

  @Test
  void refusal_leavesNoHalfOfAnAnswer() {
    rest.answer(USERS, 403, "{\"message\":\"none of the roles\"}");
    assertThat(terminal.run("user", "list", "--json")).isEqualTo(1);
    assertThat(terminal.out()).isEmpty();
    assertThat(terminal.err()).isEqualTo("slipway: none of the roles\n");
  }

  private static String users(boolean more, int first, int count) {
    return IntStream.range(first, first + count)
        .mapToObj(i -> "{\"id\":\"" + id(i) + "\",\"name\":\"user-" + i + "\"}")
        .collect(Collectors.joining(",", "{\"limitExceeded\":" + more + ",\"items\":[", "]}"));
  }

  private static String id(int number) {
    return number == 0 ? "AA" : "A" + number;
  }

  private static JsonNode json(String text) throws IOException {
    return new ObjectMapper().readTree(text);
  }
}
