// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.agent.handler.HandlerException;
import io.slipway.agent.handler.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class PackageHookTest {
  private static final Duration PATIENT = Duration.ofMinutes(1);

  @TempDir private Path folder;

  @Test
  void hook_isToldWhatToDoWithWhichApplication() throws Exception {
    PackageHook hook = hook("echo \"$# $*\" >> " + folder.resolve("told"), PATIENT);
    hook.install(file());
    hook.status(file());
    hook.rollBack(file());
    assertThat(folder.resolve("told"))
        .hasContent(
            "5 install %1$s pump 1.0+2 deb%n4 status pump 1.0+2 deb%n5 rollback %1$s pump 1.0+2 deb"
                .formatted(folder.resolve("content")));
  }

  @Test
  void refusal_isWhatTheHookPrintedLast() throws Exception {
    PackageHook hook = hook("echo 'no room' >&2; exit 7", PATIENT);
    assertThatThrownBy(() -> hook.install(file()))
        .isInstanceOf(HandlerException.class)
        .hasMessage("the hook's install ended with 7: no room");
    assertThatThrownBy(() -> hook.status(file()))
        .hasMessage("the hook's status ended with 7: no room");
  }

  @Test
  void hookOfAnAgentThatEnds_isEndedWithItsChildren() throws Exception {
    PackageHook hook = hook("sleep 600 & echo $! > " + pid() + "; wait", PATIENT);
    LongWork work =
        LongWork.begin(
            () -> {
              hook.install(file());
              return true;
            },
            () -> {});
    while (!Files.exists(pid()) || Files.size(pid()) == 0) {
      assertThat(work.endedWithin(Duration.ofMillis(20))).isFalse();
    }
    work.stop();
    assertThat(work.ended()).isTrue();
    assertThatThrownBy(work::result)
        .isInstanceOf(HandlerException.class)
        .hasMessage("the hook's install was ended, since the agent ends");
    awaitChildsEnd();
  }

  @Test
  void application_goesToTheFirstInstallerThatHandlesIt() throws Exception {
    PackageHook hook = hook("exit 1", PATIENT);
    assertThat(new FirstInstaller(List.of()).handles("deb")).isFalse();
    FirstInstaller first = new FirstInstaller(List.of(hook));
    assertThat(first.handles("deb")).isTrue();
    assertThatThrownBy(() -> first.install(file())).hasMessageContaining("install ended with 1");
    assertThatThrownBy(() -> new FirstInstaller(List.of()).install(file()))
        .hasMessage("no installer for deb");
  }

  private PackageFile file() {
    return new PackageFile(folder.resolve("content"), "pump", "1.0+2", "deb", "0".repeat(64));
  }

  private Path pid() {
    return folder.resolve("pid");
  }

  private void awaitChildsEnd() throws IOException {
    ProcessHandle.of(Long.parseLong(Files.readString(pid()).strip()))
        .ifPresent(child -> child.onExit().join());
  }

  private PackageHook hook(String script, Duration limit) throws IOException {
    Path program = folder.resolve("hook");
    Files.writeString(program, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    return new PackageHook(new Program(program, folder.resolve("out"), limit));
  }
}
