// SPDX-License-Identifier: Apache-2.0
package io.slipway.provisioning;

import io.slipway.domain.Execution;
import io.slipway.domain.Parcel;
import io.slipway.domain.SessionEvent;
import io.slipway.protocol.message.FailureCause;
import io.slipway.protocol.payload.KuraPayload;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** What stock Kura's deployment handler tells of an application ({@code DEPLOY-V2}). */
final class KuraPackages {
  static final String APP = "DEPLOY-V2";

  private static final String COMPLETED = "COMPLETED";
  private static final String ALREADY_DONE = "ALREADY DONE";
  private static final String FAILED = "FAILED";
  private static final String CANCELLED = "CANCELLED";
  private static final String IN_PROGRESS = "IN_PROGRESS";
  private static final int LONGEST_LIST = 256 * 1024;
  private static final int ALL = 100;

  private KuraPackages() {}

  /** What it tells of the work that this attempt waits for, and of no other. */
  static Optional<SessionEvent> told(Execution execution, String resource, KuraPayload payload) {
    boolean ours =
        execution.parcel().isPresent()
            && payload.longValue("job.id").equals(OptionalLong.of(PackageParts.jobId(execution)));
    if (!ours) {
      return Optional.empty();
    }
    return switch (resource) {
      case "download" -> Optional.of(download(payload));
      case "install" -> Optional.of(install(payload));
      default -> Optional.empty();
    };
  }

  private static SessionEvent download(KuraPayload payload) {
    String status = payload.string("dp.download.status").orElse("");
    return switch (status) {
      case FAILED, CANCELLED ->
          failed(FailureCause.PACKAGE_DOWNLOAD_FAILED, payload.string("dp.download.error.message"));
      default -> new SessionEvent.Progressed(percent(payload.integer("dp.download.progress")));
    };
  }

  private static SessionEvent install(KuraPayload payload) {
    String status = payload.string("dp.install.status").orElse("");
    return switch (status) {
      case COMPLETED, ALREADY_DONE -> new SessionEvent.Installed(Optional.empty(), "");
      case FAILED, CANCELLED ->
          failed(FailureCause.PACKAGE_INSTALL_FAILED, payload.string("dp.install.error.message"));
      default -> new SessionEvent.Progressed(Optional.empty());
    };
  }

  private static SessionEvent failed(FailureCause cause, Optional<String> message) {
    return new SessionEvent.Installed(
        Optional.of(cause), message.orElse("the device does not say why"));
  }

  private static Optional<Integer> percent(OptionalInt told) {
    return told.stream().boxed().filter(p -> p >= 0 && p <= ALL).findFirst();
  }

  /** It is at work already on what it is asked for, as after a connection that was lost. */
  static boolean begun(KuraPayload payload) {
    return payload.string("download.status").filter(IN_PROGRESS::equals).isPresent();
  }

  /** Whether the list of what it has names the application: all of it is there, or nothing. */
  static OptionalLong there(Parcel parcel, byte[] list) {
    if (list.length > LONGEST_LIST) {
      return OptionalLong.of(0);
    }
    Pattern entry =
        Pattern.compile(
            "<name>\\s*+%s\\s*+</name>\\s*+<version>\\s*+%s\\s*+</version>"
                .formatted(
                    Pattern.quote(parcel.name().name()), Pattern.quote(parcel.name().version())));
    boolean named = entry.matcher(new String(list, StandardCharsets.UTF_8)).find();
    return OptionalLong.of(named ? parcel.size() : 0);
  }
}
