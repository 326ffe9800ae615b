// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.domain.DownloadLink;
import io.slipway.domain.Execution;
import io.slipway.domain.Id;
import io.slipway.domain.PackageName;
import io.slipway.domain.Parcel;
import io.slipway.domain.ProvisionRequest;
import io.slipway.security.TestDigest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a device gets by its link, wholly or from where it was cut off. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PackageDownloadsTest {
  private static final int SIZE = 600_000;

  private final byte[] bytes = new byte[SIZE];
  private Installation slipway;
  private Installation.Caller device;
  private String requestId;
  private Execution attempt;
  private String link;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    slipway = new Installation(directory);
    device = slipway.ann();
    new Random(3).nextBytes(bytes);
    device.upload("/v1/_/packages?name=tool&version=7&handler=shell", bytes).is(201);
    device.post(
        "/v1/_/endpointInfos",
        "{\"schema\":\"mqtts\",\"dns\":\"broker.example\",\"port\":8883,"
            + "\"usages\":[{\"name\":\"MESSAGE_BROKER\"}]}");
    Reply made = device.post("/v1/_/provisionRequests", Bodied.request("gateway").json()).is(200);
    requestId = made.at("/id");
    ProvisionRequest request =
        slipway.store.request(Id.parse(requestId).orElseThrow()).orElseThrow();
    Parcel parcel =
        new Parcel(
            new PackageName("tool", "7"),
            "shell",
            TestDigest.sha256(bytes),
            SIZE,
            Optional.empty());
    attempt = Attempts.bring(slipway.store, request, parcel);
    link = PackageDownloads.ROOT + DownloadLink.of(attempt).path();
  }

  @AfterAll
  void stop() {
    slipway.close();
  }

  @Test
  void link_givesAllOfIt() {
    HttpResponse<byte[]> all = device.answer(link);
    assertThat(all.statusCode()).isEqualTo(200);
    assertThat(all.body()).isEqualTo(bytes);
    assertThat(all.headers().firstValue("Accept-Ranges")).contains("bytes");
    assertThat(all.headers().firstValue("Content-Length")).contains("600000");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 262_143, 262_144, 262_145, 599_999})
  void transferThatWasCutOff_goesOn(int from) {
    HttpResponse<byte[]> rest = device.answer(link, "Range", "bytes=" + from + "-");
    assertThat(rest.statusCode()).isEqualTo(206);
    assertThat(rest.headers().firstValue("Content-Range"))
        .contains("bytes " + from + "-599999/600000");
    assertThat(rest.body()).isEqualTo(Arrays.copyOfRange(bytes, from, SIZE));
  }

  @Test
  void middle_isGivenToo() {
    HttpResponse<byte[]> part = device.answer(link, "Range", "bytes=262000-263000");
    assertThat(part.body()).isEqualTo(Arrays.copyOfRange(bytes, 262_000, 263_001));
  }

  @Test
  void rangeBeyondTheEnd_saysHowLongItIs() {
    HttpResponse<byte[]> none = device.answer(link, "Range", "bytes=600000-");
    assertThat(none.statusCode()).isEqualTo(416);
    assertThat(none.headers().firstValue("Content-Range")).contains("bytes */600000");
  }

  @Test
  void otherContentThanBefore_isGivenWholly() {
    String[] changed = {"Range", "bytes=5-", "If-Range", "\"other\""};
    assertThat(device.answer(link, changed).statusCode()).isEqualTo(200);
    String[] same = {"Range", "bytes=5-", "If-Range", "\"" + TestDigest.sha256(bytes) + "\""};
    assertThat(device.answer(link, same).statusCode()).isEqualTo(206);
  }

  @Test
  void linkThatIsNotRight_givesNothing() {
    String path = PackageDownloads.ROOT + "/" + requestId + "/" + attempt.id();
    String token = DownloadLink.of(attempt).token();
    assertThat(device.answer(path + "/0/" + "0".repeat(32)).statusCode()).isEqualTo(404);
    assertThat(device.answer(path + "/1/" + token).statusCode()).isEqualTo(404);
    assertThat(device.answer(path + "/x/" + token).statusCode()).isEqualTo(404);
    assertThat(device.answer(link.replace(requestId, "AQ")).statusCode()).isEqualTo(404);
  }

  @Test
  void progress_isSeenInTheAttempt() {
    Reply seen =
        device.get("/v1/_/provisionRequests/" + requestId + "/executions/" + attempt.id()).is(200);
    assertThat(seen.at("/slipway/packages/0/name")).isEqualTo("tool");
    assertThat(seen.at("/slipway/packages/0/state")).isEqualTo("COMING");
    assertThat(seen.json().at("/slipway/packages/0/percent").asInt()).isEqualTo(50);
  }
}
