// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class HookHandlerTest {
  private static final Duration PATIENT = Duration.ofMinutes(1);

  @TempDir private Path folder;

  @Test
  void hook_isToldWhatToDoWithWhichFile() throws Exception {
    HookHandler hook = hook("echo \"$# $1 $2\" >> " + folder.resolve("told"), PATIENT);
    Path snapshot = folder.resolve("snapshot.xml");
    hook.check(snapshot);
    hook.apply(snapshot);
    hook.rollBack(Optional.of(snapshot));
    hook.rollBack(Optional.empty());
    assertThat(folder.resolve("told"))
        .hasContent("2 check %1$s%n2 apply %1$s%n2 rollback %1$s%n1 rollback ".formatted(snapshot));
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void refusal_isWhatTheHookPrintedLast() throws Exception {
    HookHandler hook = hook("head -c 5000 /dev/zero; echo; echo no room >&2; exit 3", PATIENT);
    assertThatThrownBy(() -> hook.check(folder))
        .isInstanceOf(HandlerException.class)
        .hasMessageStartingWith("the hook's check ended with 3: ")
        .hasMessageEndingWith("no room")
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(1_100));
  }

  @Test
  void hookThatHangs_isEndedWithItsChildren() throws Exception {
    Path pid = folder.resolve("pid");
    HookHandler hook = hook("sleep 600 & echo $! > " + pid + "; wait", Duration.ofSeconds(5));
    assertThatThrownBy(() -> hook.apply(folder))
        .isInstanceOf(HandlerException.class)
        .hasMessage("the hook's apply took longer than 5 s");
    ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))
        .ifPresent(child -> child.onExit().join());
  }

  @Test
  void childThatTheHookLeavesBehind_isNotWaitedFor() throws Exception {
    Path pid = folder.resolve("pid");
    hook("sleep 600 & echo $! > " + pid, PATIENT).apply(folder);
    ProcessHandle child =
        ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).orElseThrow();
    assertThat(child.isAlive()).isTrue();
    child.destroyForcibly();
  }

  @Test
  void hookThatPrintsWithoutEnd_isEnded() throws Exception {
    HookHandler hook = hook("yes", PATIENT);
    assertThatThrownBy(() -> hook.check(folder))
        .isInstanceOf(HandlerException.class)
        .hasMessageContaining("the hook's check printed more than");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void hookThatWantsInput_getsNone() throws Exception {
    hook("! read line", PATIENT).check(folder);
  }

  @Test
  void hookThatCannotBeRun_isARefusal() {
    HookHandler hook =
        new HookHandler(new Program(folder.resolve("gone"), folder.resolve("out"), PATIENT));
    assertThatThrownBy(() -> hook.check(folder))
        .isInstanceOf(HandlerException.class)
        .hasMessageStartingWith("the hook cannot be run: ");
  }

  private HookHandler hook(String script, Duration limit) throws IOException {
    Path program = folder.resolve("hook");
    Files.writeString(program, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    return new HookHandler(new Program(program, folder.resolve("out"), limit));
  }
}
