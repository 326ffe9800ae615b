// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.agent.state.Application.Stage;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApplicationsTest {
  private static final Application GOING = application("going", "1", true);
  private static final Application STAYING = application("staying", "1", false);

  @Test
  void application_isReadAsItWasWritten() {
    for (Stage stage : Stage.values()) {
      for (Application one : List.of(GOING.at(stage), STAYING.at(stage))) {
        assertThat(Application.parse(one.text())).isEqualTo(one);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "installed", "gone stay hash sh pump 1", "installed stay a b c d e"})
  void nonsense_isNoApplication(String text) {
    assertThatThrownBy(() -> Application.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatWasInstalledBefore_goesOnlyIfThatOrderSaidSo() {
    Applications before = installed(GOING, STAYING);
    Applications again = before.installing(GOING.goes(false)).installing(STAYING.goes(true));
    assertThat(again.all())
        .containsExactly(GOING.goes(false).at(Stage.INSTALLED), STAYING.at(Stage.INSTALLED));
  }

  @Test
  void whatWasCutOff_goesInAnyCase() {
    Applications cut = installed(STAYING).installing(application("cut", "1", false));
    assertThat(cut.takingBack().at(EnumSet.of(Stage.REMOVING)))
        .extracting(Application::name)
        .containsExactly("cut");
  }

  @Test
  void whatFailed_doesNotComeAgain() {
    Applications failed = installed(GOING).failed(GOING);
    assertThat(failed.takenBack(failed.all().get(0), true).all()).isEmpty();
    Applications goes = installed(GOING).takingBack();
    assertThat(goes.takenBack(goes.all().get(0), true).all())
        .containsExactly(GOING.at(Stage.REMOVED));
    assertThat(goes.takenBack(goes.all().get(0), true).superseded().all()).isEmpty();
  }

  @Test
  void arrival_leavesTheLastVersionOfEach() {
    Application newer = application("going", "2", true);
    assertThat(installed(GOING, STAYING, newer).expecting("x").settled())
        .isEqualTo(
            new Applications(
                Optional.empty(),
                List.of(STAYING.at(Stage.INSTALLED), newer.goes(false).at(Stage.INSTALLED))));
  }

  @Test
  void provisioningThatBeginsAnew_leavesNothingThatWasToGo() {
    assertThat(installed(GOING, STAYING).abandoned().all())
        .containsExactly(GOING.at(Stage.REMOVING), STAYING.at(Stage.INSTALLED));
  }

  @Test
  void soManyAreRemembered_andNoMore() {
    Applications many = Applications.NONE;
    for (int i = 0; i < 150; i++) {
      Application one = application("a" + i, "1", false);
      many = many.installing(one).installed(one);
    }
    assertThat(many.all()).hasSize(100).last().extracting(Application::name).isEqualTo("a149");
  }

  private static Applications installed(Application... all) {
    Applications applications = Applications.NONE;
    for (Application one : all) {
      applications = applications.installing(one).installed(one);
    }
    return applications;
  }

  private static Application application(String name, String version, boolean rollBack) {
    return new Application(
        name, version, "hash-of-" + name + version, "sh", rollBack, Stage.INSTALLING);
  }
}
