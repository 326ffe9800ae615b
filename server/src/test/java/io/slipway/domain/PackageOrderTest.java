// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import static io.slipway.domain.Given.fullWish;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.domain.SessionEvent.Subscribed;
import io.slipway.protocol.message.FailureCause;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PackageOrderTest {
  private static final PackageName HEATER = new PackageName("heater", "1.2.0");

  @Test
  void deviceIsNotProvisioned_withoutThePackagesThatAreOrderedForIt() {
    Parcel parcel = new Parcel(HEATER, "dp", "ab", 5);
    Talk talk = new Talk(Given.request(Given.options(ProfileRule.ANY, 5), Optional.empty()));
    talk.hears(Given.login(), new Subscribed(), Given.packed(fullWish(1), false, parcel));
    assertThat(talk.lastEffects()).contains(new Effect.TurnAway(FailureCause.PACKAGE_UNAVAILABLE));
    assertThat(talk.session().execution()).isEmpty();
    assertThat(talk.session().request().progress().attempts()).isZero();
  }

  @Test
  void packages_needTheFullProfile() {
    PackageOrder order = new PackageOrder(List.of(HEATER), false);
    RequestOptions.Extra plain = RequestOptions.Extra.DEFAULT;
    RequestOptions.Extra packed =
        new RequestOptions.Extra(
            5, ProfileRule.ANY, Reprovision.NEVER, Optional.empty(), Optional.empty(), order);
    assertThat(plain.neededProfile()).isEqualTo(ProfileRule.ANY);
    assertThat(packed.neededProfile()).isEqualTo(ProfileRule.FULL);
  }
}
