// SPDX-License-Identifier: Apache-2.0
package io.slipway.provisioning;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.slipway.domain.Ask;
import io.slipway.domain.Delivery;
import io.slipway.domain.DownloadLink;
import io.slipway.domain.Execution;
import io.slipway.domain.Parcel;
import io.slipway.protocol.message.PlatformRequest;
import io.slipway.store.PackageReader;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntSupplier;

/** What devices are sent of their applications. One part at a time is on its way to each device. */
final class PackageParts {
  /** What may be on its way to all devices together, so that it does not grow with their number. */
  private static final int ON_THE_WAY = 128 * 1024 * 1024;

  private static final int SMALLEST = 16 * 1024;

  /** Of a positive long, in hex. */
  private static final int JOB_DIGITS = 15;

  private static final int AT_HAND = 64 * 1024 * 1024 / PackageReader.CHUNK_BYTES;

  private final PackageReader packages;
  private final IntSupplier devices;

  /** Many devices get the same application about the same time. */
  private final Cache<Place, byte[]> recent = Caffeine.newBuilder().maximumSize(AT_HAND).build();

  /** A chunk of a content, which never changes. */
  private record Place(String sha256, int number) {}

  /**
   * Makes it.
   *
   * @param devices how many are about to be provisioned
   */
  PackageParts(PackageReader packages, IntSupplier devices) {
    this.packages = packages;
    this.devices = devices;
  }

  /** The next part, which never crosses the border of two chunks; or where all of it is. */
  PlatformRequest next(Execution execution) {
    Parcel parcel = execution.parcel().orElseThrow();
    Delivery delivery = execution.conversation().delivery();
    return parcel
        .url()
        .<PlatformRequest>map(url -> elsewhere(parcel, url))
        .orElseGet(() -> part(parcel, delivery.offset()));
  }

  private static PlatformRequest elsewhere(Parcel parcel, String url) {
    return new PlatformRequest.FetchPackage(
        parcel.name().name(), parcel.name().version(), parcel.size(), parcel.sha256(), url);
  }

  private PlatformRequest part(Parcel parcel, long offset) {
    int number = Math.toIntExact(offset / PackageReader.CHUNK_BYTES);
    int from = Math.toIntExact(offset % PackageReader.CHUNK_BYTES);
    byte[] chunk = chunk(parcel, number);
    int to = Math.min(chunk.length, from + most());
    return new PlatformRequest.PutPackage(
        parcel.name().name(),
        parcel.name().version(),
        offset,
        parcel.size(),
        parcel.sha256(),
        from == 0 && to == chunk.length ? chunk : Arrays.copyOfRange(chunk, from, to));
  }

  private byte[] chunk(Parcel parcel, int number) {
    byte[] chunk =
        recent.get(
            new Place(parcel.sha256(), number),
            place -> packages.chunk(place.sha256(), place.number()).orElse(null));
    if (chunk == null) {
      throw new IllegalStateException("package " + parcel.name() + " is gone");
    }
    return chunk;
  }

  private int most() {
    int fair = ON_THE_WAY / Math.max(1, devices.getAsInt());
    return Math.min(PackageReader.CHUNK_BYTES, Math.max(SMALLEST, fair));
  }

  PlatformRequest installation(Execution execution) {
    Parcel parcel = execution.parcel().orElseThrow();
    return new PlatformRequest.InstallPackage(
        parcel.name().name(),
        parcel.name().version(),
        parcel.handler(),
        parcel.sha256(),
        execution.destination().rollBack());
  }

  /** Stock Kura gets it from our own server, or from where else it is. */
  PlatformRequest download(Execution execution, Optional<WebAddresses> web) {
    Parcel parcel = execution.parcel().orElseThrow();
    String url =
        parcel
            .url()
            .or(() -> web.map(w -> w.downloads() + DownloadLink.of(execution).path()))
            .orElseThrow(() -> new IllegalStateException("nobody knows the address of downloads"));
    return new PlatformRequest.Download(
        parcel.name().name(), parcel.name().version(), url, parcel.sha256(), jobId(execution));
  }

  /** What stock Kura names the work by; another for each application and attempt. */
  static long jobId(Execution execution) {
    String id = RequestIds.of(execution, Ask.DOWNLOAD);
    return Long.parseLong(id.substring(0, JOB_DIGITS), 16);
  }
}
