// SPDX-License-Identifier: Apache-2.0
package io.slipway.protocol.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicFilterTest {
  private static final int MAX_LEVELS = 3;

  /** Levels of filters; "x" stands for every word that no filter names. */
  private static final List<String> LEVELS = List.of("a", "b", "$c", "", "+", "#");

  private static final List<String> WORDS = List.of("a", "b", "$c", "", "x");

  @Test
  void covers_isWhatTopicByTopicIsTrue() {
    List<String> filters = paths(LEVELS).filter(TopicFilter::valid).toList();
    List<String> topics = paths(WORDS, MAX_LEVELS + 1).toList();
    assertThat(filters).hasSizeGreaterThan(100);
    for (String outer : filters) {
      Set<String> reached =
          topics.stream().filter(t -> matches(outer, t)).collect(Collectors.toSet());
      for (String inner : filters) {
        boolean all = topics.stream().filter(t -> matches(inner, t)).allMatch(reached::contains);
        assertThat(TopicFilter.covers(outer, inner))
            .as(outer + " over " + inner)
            .isEqualTo(all && !sameInOtherWords(outer, inner));
      }
    }
  }

  /** A topic is a filter that covers itself alone. */
  @Test
  void covers_isMatchingWhereTheInnerIsATopic() {
    for (String outer : paths(LEVELS).filter(TopicFilter::valid).toList()) {
      for (String topic : paths(WORDS).toList()) {
        assertThat(TopicFilter.covers(outer, topic))
            .as(outer + " over " + topic)
            .isEqualTo(matches(outer, topic));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'', false", "a, true", "/, true", "+, true", "#, true", "a/#, true", "+/+/#, true",
    "a+, false", "a/b#, false", "#/a, false", "a/#/b, false", "++, false", "##, false",
        "a//b, true",
  })
  void valid_isWhereWildcardsStandAlone(String filter, boolean valid) {
    assertThat(TopicFilter.valid(filter)).isEqualTo(valid);
  }

  /** These reach the same, which nobody needs known. */
  private static boolean sameInOtherWords(String outer, String inner) {
    return outer.equals("+/#") && inner.equals("#");
  }

  /** As MQTT's specification says it, one level after the other. */
  private static boolean matches(String filter, String topic) {
    boolean hidden = topic.startsWith("$") && !filter.startsWith("$");
    return !hidden && matches(List.of(filter.split("/", -1)), List.of(topic.split("/", -1)));
  }

  private static boolean matches(List<String> filter, List<String> topic) {
    if (filter.isEmpty()) {
      return topic.isEmpty();
    }
    if (filter.get(0).equals("#")) {
      return true;
    }
    return !topic.isEmpty()
        && (filter.get(0).equals("+") || filter.get(0).equals(topic.get(0)))
        && matches(filter.subList(1, filter.size()), topic.subList(1, topic.size()));
  }

  private static Stream<String> paths(List<String> words) {
    return paths(words, MAX_LEVELS);
  }

  /** Every path of so many words at most. */
  private static Stream<String> paths(List<String> words, int levels) {
    List<String> all = new ArrayList<>();
    List<String> longest = words;
    for (int i = 0; i < levels; i++) {
      all.addAll(longest);
      longest = longest.stream().flatMap(p -> words.stream().map(w -> p + "/" + w)).toList();
    }
    return all.stream();
  }
}
