// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.domain.SessionEvent.Subscribed;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who has a link has the application, and nothing else. */
class DownloadLinkTest {
  private final Talk talk =
      new Talk(Given.request(Given.options(ProfileRule.ANY, 5), Optional.empty()));

  @Test
  void link_opensTheApplicationThatIsUnderWayOnly() {
    born();
    DownloadLink first = DownloadLink.of(attempt());
    assertThat(first.opens(attempt())).isTrue();
    talk.hears(Given.yes(Ask.DOWNLOAD), new SessionEvent.Installed(Optional.empty(), ""));
    assertThat(first.opens(attempt())).isFalse();
    DownloadLink second = DownloadLink.of(attempt());
    assertThat(second.opens(attempt())).isTrue();
    assertThat(second.token()).isNotEqualTo(first.token());
  }

  @Test
  void link_endsWithTheAttempt() {
    born();
    DownloadLink link = DownloadLink.of(attempt());
    talk.hears(new SessionEvent.StopOrdered());
    assertThat(link.opens(attempt())).isFalse();
  }

  @Test
  void wrongToken_opensNothing() {
    born();
    DownloadLink link = DownloadLink.of(attempt());
    assertThat(with(link, "0".repeat(32)).opens(attempt())).isFalse();
    assertThat(with(link, "").opens(attempt())).isFalse();
    assertThat(with(link, link.token() + "0").opens(attempt())).isFalse();
    assertThat(link.toString()).doesNotContain(link.token());
  }

  private static DownloadLink with(DownloadLink link, String token) {
    return new DownloadLink(link.requestId(), link.executionId(), link.index(), token);
  }

  private void born() {
    talk.hears(
        Given.login(),
        new Subscribed(),
        Given.packed(Given.kuraBirth("DEPLOY-V2"), false, parcel("a"), parcel("b")));
  }

  private static Parcel parcel(String name) {
    return new Parcel(new PackageName(name, "1"), "dp", "ab", 5, Optional.empty());
  }

  private Execution attempt() {
    return talk.session().execution().orElseThrow();
  }
}
