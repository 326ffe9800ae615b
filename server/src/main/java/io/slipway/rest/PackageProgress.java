// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import io.slipway.domain.Delivery;
import io.slipway.domain.Execution;
import io.slipway.domain.Parcel;
import io.slipway.domain.Step;
import java.util.List;
import java.util.stream.IntStream;

/** How far an attempt is with each of its applications. */
enum PackageProgress {
  WAITING,
  COMING,
  INSTALLING,
  INSTALLED,
  FAILED;

  private static final int ALL = 100;

  static List<JsonView> of(Execution execution) {
    return IntStream.range(0, execution.destination().parcels().size())
        .mapToObj(index -> view(execution, index))
        .toList();
  }

  private static JsonView view(Execution execution, int index) {
    Parcel parcel = execution.destination().parcels().get(index);
    Delivery delivery = execution.conversation().delivery();
    PackageProgress state = state(execution, index);
    long percent =
        switch (state) {
          case INSTALLED -> ALL;
          case WAITING -> 0;
          case COMING, INSTALLING, FAILED ->
              Math.round(Math.floor((double) ALL * delivery.offset() / parcel.size()));
        };
    return JsonView.untyped()
        .text("name", parcel.name().name())
        .text("version", parcel.name().version())
        .text("state", state.name())
        .number("percent", percent);
  }

  private static PackageProgress state(Execution execution, int index) {
    Delivery delivery = execution.conversation().delivery();
    if (index != delivery.index()) {
      return index < delivery.index() ? INSTALLED : WAITING;
    }
    if (execution.conversation().step() != Step.APPS_INSTALLING) {
      return WAITING;
    }
    if (!execution.running()) {
      return FAILED;
    }
    boolean whole = delivery.offset() == execution.parcel().orElseThrow().size();
    return whole ? INSTALLING : COMING;
  }
}
