// SPDX-License-Identifier: Apache-2.0
package io.slipway.protocol.message;

import io.slipway.protocol.payload.KuraPayload;
import io.slipway.protocol.payload.MalformedPayloadException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Step 3's requests to payloads and back: the application that one is about is in its topic. */
enum PackageRequests {
  /** Has a part of it in its body, or says where it is. */
  PUT,
  EXEC;

  /** So much of an application comes at once, at most. */
  private static final int MOST_AT_ONCE = 256 * 1024;

  private static final int KURA_BLOCK_KILOBYTES = 128;
  private static final int KURA_NOTIFY_KILOBYTES = 1_024;

  private static final String OFFSET = "offset";
  private static final String SIZE = "size";
  private static final String SHA_256 = "sha256";
  private static final String URL = "url";
  private static final String HANDLER = "handler";
  private static final String ROLL_BACK = "rollback";
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

  // Names are safe as names of files. Of what they may have only the plus has to be escaped.
  private static final String PLUS = "%2B";
  private static final String WORD = "([A-Za-z0-9_](?:[A-Za-z0-9._-]|%2B){0,199})";
  private final Pattern pattern =
      Pattern.compile("PROVISION-V1/" + name() + "/packages/" + WORD + "/" + WORD);

  static Optional<PackageRequests> of(String rest) {
    return Arrays.stream(values()).filter(r -> r.pattern.matcher(rest).matches()).findFirst();
  }

  String rest(String name, String version) {
    return "PROVISION-V1/%s/packages/%s/%s"
        .formatted(name(), name.replace("+", PLUS), version.replace("+", PLUS));
  }

  /** Whether {@code request} is one of these. */
  static boolean encode(PlatformRequest request, KuraPayload.Builder payload) {
    if (request instanceof PlatformRequest.PutPackage r) {
      payload.metric(OFFSET, r.offset()).metric(SIZE, r.size());
      payload.metric(SHA_256, r.sha256()).body(r.part());
    } else if (request instanceof PlatformRequest.FetchPackage r) {
      payload.metric(URL, r.url()).metric(SIZE, r.size()).metric(SHA_256, r.sha256());
    } else if (request instanceof PlatformRequest.InstallPackage r) {
      payload.metric(HANDLER, r.handler()).metric(SHA_256, r.sha256());
      payload.metric(ROLL_BACK, r.rollBack());
    } else if (request instanceof PlatformRequest.Download r) {
      download(r, payload);
    } else {
      return false;
    }
    return true;
  }

  /** What Kura's deployment handler must have, and to look at the hash. */
  private static void download(PlatformRequest.Download download, KuraPayload.Builder payload) {
    boolean secure = download.url().toLowerCase(Locale.ROOT).startsWith("https:");
    payload
        .metric("dp.uri", download.url())
        .metric("dp.name", download.name())
        .metric("dp.version", download.version())
        .metric("dp.download.protocol", secure ? "HTTPS" : "HTTP")
        .metric("dp.download.hash", "SHA-256:" + download.sha256())
        .metric("dp.download.block.size", KURA_BLOCK_KILOBYTES)
        .metric("dp.download.notify.block.size", KURA_NOTIFY_KILOBYTES)
        .metric("dp.download.resume", true)
        .metric("dp.download.force", true)
        .metric("dp.install", true)
        .metric("dp.install.system.update", false)
        .metric("dp.reboot", false)
        .metric("job.id", download.jobId());
  }

  /** Throws {@link MalformedPayloadException}. */
  PlatformRequest decode(String rest, KuraPayload payload) {
    Matcher levels = pattern.matcher(rest);
    if (!levels.matches()) {
      throw new MalformedPayloadException("nobody handles " + rest);
    }
    String name = levels.group(1).replace(PLUS, "+");
    String version = levels.group(2).replace(PLUS, "+");
    String sha256 = Metrics.required(payload, SHA_256);
    if (!HASH.matcher(sha256).matches()) {
      throw new MalformedPayloadException("sha256 must be 64 hex digits");
    }
    return switch (this) {
      case PUT -> put(name, version, sha256, payload);
      case EXEC ->
          new PlatformRequest.InstallPackage(
              name,
              version,
              Metrics.required(payload, HANDLER),
              sha256,
              payload.flag(ROLL_BACK).orElse(false));
    };
  }

  private static PlatformRequest put(
      String name, String version, String sha256, KuraPayload payload) {
    long size = Metrics.requiredLong(payload, SIZE);
    if (size < 1) {
      throw new MalformedPayloadException("size must be at least 1");
    }
    Optional<String> url = payload.string(URL);
    if (url.isPresent()) {
      return new PlatformRequest.FetchPackage(name, version, size, sha256, url.get());
    }
    long offset = Metrics.requiredLong(payload, OFFSET);
    byte[] part = Metrics.body(payload);
    boolean fits =
        offset >= 0
            && part.length > 0
            && part.length <= MOST_AT_ONCE
            && part.length <= size - offset;
    if (!fits) {
      throw new MalformedPayloadException("the part does not fit into the package");
    }
    return new PlatformRequest.PutPackage(name, version, offset, size, sha256, part);
  }
}
