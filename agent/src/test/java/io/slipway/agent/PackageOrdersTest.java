// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent;

import static io.slipway.agent.PackageDevice.content;
import static io.slipway.agent.PackageDevice.exec;
import static io.slipway.agent.PackageDevice.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.agent.packages.Content;
import io.slipway.agent.state.Application;
import io.slipway.agent.state.Application.Stage;
import io.slipway.agent.state.Phase;
import io.slipway.protocol.message.Answer;
import io.slipway.protocol.message.PlatformRequest.FetchPackage;
import io.slipway.protocol.message.PlatformRequest.InstallPackage;
import io.slipway.protocol.message.PlatformRequest.PutPackage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class PackageOrdersTest {
  @TempDir private Path folder;
  private PackageDevice device;

  @BeforeEach
  void start() throws IOException {
    device = PackageDevice.in(folder);
  }

  @AfterEach
  void end() throws IOException {
    device.close();
  }

  @Test
  void application_comesInPartsAndIsInstalled() throws Exception {
    Content large = Content.of(5, 700_000);
    PutPackage first = put("pump", large, 0, 256 * 1024);
    assertThat(device.ask(first)).isEqualTo(Answer.accepted(256 * 1024));
    assertThat(device.ask(first)).as("the answer was lost").isEqualTo(Answer.accepted(256 * 1024));
    assertThat(device.ask(put("pump", large, 300_000, 10))).isEqualTo(Answer.elsewhere(256 * 1024));
    assertThat(device.ask(put("pump", large, 256 * 1024, 256 * 1024)))
        .isEqualTo(Answer.accepted(512 * 1024));
    PutPackage last = put("pump", large, 512 * 1024, 256 * 1024);
    assertThat(device.ask(last)).isEqualTo(Answer.accepted(700_000));
    assertThat(device.ask(last)).isEqualTo(Answer.accepted(700_000));
    InstallPackage install = new InstallPackage("pump", "1", "sh", large.sha256(), true);
    assertThat(device.ask(install)).isEqualTo(Answer.accepted());
    assertThat(folder.resolve("running-pump")).hasBinaryContent(large.bytes());
    assertThat(device.ask(install)).as("ordered again").isEqualTo(Answer.accepted());
    assertThat(device.told("install")).containsExactly("install pump");
  }

  @Test
  void transferThatPowerCutOff_goesOnWhereItWas() throws Exception {
    Content large = Content.of(5, 1 << 20);
    device.ask(put("pump", large, 0, 900_000));
    device = device.again();
    // Nothing is sure of the last mebibyte.
    assertThat(device.ask(put("pump", large, 900_000, 1000))).isEqualTo(Answer.elsewhere(0));
    device.ask(put("pump", large, 0, 900_000));
    assertThat(device.ask(put("pump", large, 900_000, 1 << 20)))
        .isEqualTo(Answer.accepted(1 << 20));
  }

  @Test
  void wrongHash_isToldAndAllThrownAway() throws Exception {
    Content truth = content("pump");
    byte[] lie = truth.bytes().clone();
    lie[3]++;
    Answer answer = device.ask(new PutPackage("pump", "1", 0, truth.size(), truth.sha256(), lie));
    assertThat(answer.code()).isEqualTo(500);
    assertThat(answer.message().orElseThrow()).startsWith("what has come has the wrong hash");
    assertThat(device.ask(exec("pump", true)))
        .isEqualTo(Answer.refused(400, "pump 1 has not come"));
    assertThat(device.install("pump", true)).isEqualTo(Answer.accepted());
  }

  @Test
  void applicationThatIsTooLarge_isRefused() throws Exception {
    Answer answer =
        device.ask(
            new PutPackage("pump", "1", 0, (1 << 20) + 1, content("pump").sha256(), new byte[1]));
    assertThat(answer)
        .isEqualTo(
            Answer.refused(500, "it has 1048577 bytes, and package-max-size allows 1048576"));
    assertThat(device.store.contents()).doesNotExist();
  }

  @Test
  void applicationThatHasNotComeWholly_isNotInstalled() throws Exception {
    device.ask(put("pump", content("pump"), 0, 3));
    assertThat(device.ask(exec("pump", true)).code()).isEqualTo(400);
    assertThat(device.told("")).isEmpty();
  }

  @Test
  void deviceWithoutAnInstaller_saysWhatToSet() throws Exception {
    device.close();
    device = PackageDevice.withoutHook(folder);
    assertThat(device.ask(exec("pump", true)))
        .isEqualTo(Answer.refused(404, "no installer for sh: set package-hook"));
    device.close();
    device = PackageDevice.in(folder);
    InstallPackage option = new InstallPackage("pump", "1", "-x; rm", "0".repeat(64), true);
    assertThat(device.ask(option).code()).as("such a handler is no argument").isEqualTo(404);
  }

  @Test
  void installationThatFails_takesBackAllOfTheRunInReverse() throws Exception {
    device.install("one", true);
    device.install("two", false);
    device.install("three", true);
    device.mark("fail-install");
    Answer answer = device.install("four", true);
    assertThat(answer)
        .isEqualTo(Answer.refused(500, "the hook's install ended with 3: no room for four"));
    assertThat(device.ask(exec("four", true))).as("the answer was lost").isEqualTo(answer);
    device.unmark("fail-install");
    device.orders.fail();
    assertThat(device.told("rollback"))
        .containsExactly("rollback four", "rollback three", "rollback one");
    assertThat(device.runs("two")).isTrue();
    assertThat(device.store.state().applications().all())
        .extracting(Application::name)
        .containsExactly("two");
    assertThat(device.install("four", true)).as("ordered anew").isEqualTo(Answer.accepted());
  }

  @Test
  void whatDoesNotRunOnceItIsInstalled_isNotInstalled() throws Exception {
    device.ask(put("pump"));
    device.mark("fail-status");
    assertThat(device.ask(exec("pump", false)))
        .isEqualTo(Answer.refused(500, "the hook's status ended with 3: no room for pump"));
    device.orders.fail();
    assertThat(device.runs("pump")).as("nothing stays half-installed").isFalse();
    assertThat(device.store.state().applications().all()).isEmpty();
  }

  @Test
  void hookThatHangs_isAFailure() throws Exception {
    device.close();
    device = PackageDevice.in(folder, Duration.ofSeconds(1));
    device.mark("hold-install");
    assertThat(device.install("pump", true))
        .isEqualTo(Answer.refused(500, "the hook's install took longer than 1 s"));
  }

  @Test
  void hookThatIsGone_isAFailure() throws Exception {
    device.ask(put("pump"));
    Files.delete(folder.resolve("hook"));
    Answer answer = device.ask(exec("pump", true));
    assertThat(answer.code()).isEqualTo(500);
    assertThat(answer.message().orElseThrow()).startsWith("the hook cannot be run: ");
  }

  @Test
  void powerCutAnywhereInAnInstallation_installsOnce() throws Exception {
    device.ask(put("pump"));
    // Before the installer is told.
    Application pump =
        new Application("pump", "1", content("pump").sha256(), "sh", true, Stage.INSTALLING);
    device.store.applications(a -> a.installing(pump));
    device = device.again();
    assertThat(device.ask(exec("pump", true))).isEqualTo(Answer.accepted());
    assertThat(device.told("install")).hasSize(1);
    // When it has done so, but nobody knows yet.
    device.store.applications(a -> a.without(pump).installing(pump));
    device = device.again();
    assertThat(device.ask(exec("pump", true))).isEqualTo(Answer.accepted());
    assertThat(device.told("install")).hasSize(1);
  }

  @Test
  void agentThatEndsWhileTheHookRuns_endsItAndBeginsAnew() throws Exception {
    device.ask(put("pump"));
    device.mark("hold-install");
    assertThat(device.orders.carryOut(device.order(exec("pump", true)))).isEmpty();
    device.awaitTold("install pump");
    device.orders.stop();
    assertThat(device.orders.busy()).isFalse();
    device.unmark("hold-install");
    device = device.again();
    assertThat(device.runs("pump")).isFalse();
    assertThat(device.ask(exec("pump", true))).isEqualTo(Answer.accepted());
    assertThat(device.told("")).containsSubsequence("install pump", "status pump", "install pump");
  }

  @Test
  void connectionLostMeanwhile_doesNotEndTheInstallation() throws Exception {
    device.ask(put("pump"));
    device.mark("hold-install");
    device.orders.carryOut(device.order(exec("pump", true)));
    device.orders.forgetWhoAsked();
    assertThat(device.orders.carryOut(device.order(exec("pump", true)))).isEmpty();
    Answer busy = device.ask(put("valve"));
    assertThat(busy).isEqualTo(Answer.refused(500, "the device is busy: install of pump/1"));
    device.orders.forgetWhoAsked();
    device.unmark("hold-install");
    while (device.orders.busy()) {
      device.inbox.next(Duration.ofSeconds(1));
    }
    assertThat(device.orders.told()).as("nobody asks").isEmpty();
    assertThat(device.ask(exec("pump", true))).isEqualTo(Answer.accepted());
    assertThat(device.told("install")).hasSize(1);
  }

  @Test
  void powerCutWhileTakingBack_goesOnThere() throws Exception {
    device.install("one", true);
    device.install("two", true);
    device.store.applications(a -> a.takingBack());
    device = device.again();
    device.memory.packages().finishTakingBack();
    assertThat(device.told("rollback")).containsExactly("rollback two", "rollback one");
    device = device.again();
    device.memory.packages().finishTakingBack();
    assertThat(device.told("rollback")).hasSize(2);
  }

  @Test
  void rollBackThatFails_isNotTriedForEver() throws Exception {
    device.install("one", true);
    device.mark("fail-rollback");
    device.orders.fail();
    assertThat(device.log)
        .contains(
            "one 1 could not be taken back: the hook's rollback ended with 3: no room for one");
    assertThat(device.store.state().applications().all()).isEmpty();
  }

  @Test
  void configurationThatDoesNotTakeEffect_takesTheApplicationsWithIt() throws Exception {
    device.install("one", true);
    device.store.receive(device.store.keep(bytes("xml"), "chain"));
    device.store.switchOver(Optional.empty());
    device.memory.snapshots().enforce();
    assertThat(device.told("")).containsExactly("install one", "status one");
    device.memory.snapshots().rollBack();
    assertThat(device.runs("one")).isFalse();
    device = device.again();
    assertThat(device.store.state().phase()).isEqualTo(Phase.SWITCHING);
    device.memory.snapshots().enforce();
    assertThat(device.runs("one")).as("it comes again with the configuration").isTrue();
    device.store.arrive();
    assertThat(device.store.contents()).isEmptyDirectory();
  }

  @Test
  void applicationThatRunsAlready_needsNotComeAgain() throws Exception {
    device.install("one", true);
    device.store.receive(device.store.keep(bytes("xml"), "chain"));
    device.store.switchOver(Optional.empty());
    device.store.arrive();
    device.store.restart();
    assertThat(device.ask(put("one", content("one"), 0, 2)))
        .isEqualTo(Answer.accepted(content("one").size()));
    assertThat(device.ask(exec("one", true))).isEqualTo(Answer.accepted());
    assertThat(device.told("install")).hasSize(1);
    device.orders.fail();
    assertThat(device.runs("one")).as("it was there before this run").isTrue();
    Files.delete(folder.resolve("running-one"));
    assertThat(device.ask(put("one", content("one"), 0, 2))).isEqualTo(Answer.elsewhere(0));
    assertThat(device.install("one", true)).isEqualTo(Answer.accepted());
    assertThat(device.told("install")).hasSize(2);
  }

  @Test
  void applicationThatRunsAlready_isNotFetchedAgain() throws Exception {
    device.install("one", false);
    device.store.applications(a -> a.expecting("another"));
    FetchPackage elsewhere =
        new FetchPackage(
            "one", "1", content("one").size(), content("one").sha256(), "http://127.0.0.1:1/one");
    assertThat(device.ask(elsewhere)).isEqualTo(Answer.accepted(content("one").size()));
    Files.delete(folder.resolve("running-one"));
    assertThat(device.ask(elsewhere).code()).isEqualTo(500);
    assertThat(device.ask(exec("one", false)))
        .isEqualTo(Answer.refused(400, "one 1 runs no more, and has to come again"));
    assertThat(device.install("one", false)).isEqualTo(Answer.accepted());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
