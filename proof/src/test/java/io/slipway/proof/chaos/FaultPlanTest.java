// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.proof.chaos.FaultPlan.Strike;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FaultPlanTest {

  @Test
  void plan_followsFromTheSeed() {
    assertThat(FaultPlan.of(Scene.postgresql(3, 500, 7)))
        .isEqualTo(FaultPlan.of(Scene.postgresql(3, 500, 7)))
        .isNotEqualTo(FaultPlan.of(Scene.postgresql(3, 500, 8)));
  }

  @Test
  void longerPlan_beginsLikeTheShorterOne() {
    List<Strike> shorter = FaultPlan.of(Scene.sqlite(50, 7));
    assertThat(FaultPlan.of(Scene.sqlite(100, 7))).startsWith(shorter.toArray(Strike[]::new));
  }

  @Test
  void shortPlan_hasEveryKind() {
    Set<String> common =
        Set.of(
            "NodeKilled",
            "NodeStopped",
            "NodeFrozen",
            "ClockJumped",
            "AgentKilled",
            "LinesCut",
            "DELAYED",
            "LOST",
            "CUT_WITHIN",
            "DOUBLED");
    assertThat(kinds(Scene.sqlite(12, 1))).containsAll(common).contains("DiskFull");
    assertThat(kinds(Scene.postgresql(2, 12, 1)))
        .containsAll(common)
        .contains("DatabaseKilled", "DatabaseFrozen");
  }

  @Test
  void command_playsTheSameSceneAgain() {
    Scene scene = Scene.postgresql(3, 500, 7);
    List<String> words = List.of(scene.command().split(" ", -1));
    assertThat(Scene.of(words.subList(1, words.size()), 0)).isEqualTo(scene);
  }

  private static Set<String> kinds(Scene scene) {
    return FaultPlan.of(scene).stream().map(s -> s.fault().kind()).collect(Collectors.toSet());
  }
}
