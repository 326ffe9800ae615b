// SPDX-License-Identifier: Apache-2.0
package io.slipway.provisioning;

import static io.slipway.provisioning.TestDevice.CERTIFICATES;
import static io.slipway.provisioning.TestDevice.CONFIGURATION;
import static io.slipway.provisioning.TestDevice.await;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.domain.Device;
import io.slipway.domain.DeviceEvent;
import io.slipway.domain.ExecutionStatus;
import io.slipway.domain.ProvisionRequest;
import io.slipway.domain.Timing;
import io.slipway.protocol.message.Answer;
import io.slipway.protocol.message.FailureCause;
import io.slipway.protocol.message.Progress;
import io.slipway.protocol.payload.KuraPayload;
import io.slipway.protocol.signing.MessageVerifier;
import io.slipway.provisioning.TestDevice.Heard;
import io.slipway.store.EventFilter;
import io.slipway.store.PageRequest;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How applications come to a device, part by part or by its own download. */
class PackageFlowTest {
  private static final String PUT_TOOL = "PROVISION-V1/PUT/packages/tool/1.0%2B7";
  private static final String EXEC_TOOL = "PROVISION-V1/EXEC/packages/tool/1.0%2B7";
  private static final String DOWNLOAD = "DEPLOY-V2/EXEC/download";
  private static final String LIST = "DEPLOY-V2/GET/packages";

  private final byte[] bytes = new byte[700_000];
  private Site site;
  private ProvisionRequest order;

  @BeforeEach
  void open(@TempDir Path folder) throws Exception {
    site = new Site(folder, Timing.DEFAULT);
    new Random(5).nextBytes(bytes);
  }

  @AfterEach
  void close() {
    site.close();
  }

  @Test
  void package_comesInSignedPartsAndIsInstalledBeforeTheConfiguration() {
    ordersTool("hook");
    TestDevice device = new TestDevice(site, order).connects().asks(1);
    Heard certificates = device.expects(CERTIFICATES);
    MessageVerifier verifier = TestDevice.verifierIn(certificates);
    await(device.answers(certificates, Answer.accepted()));
    assertThat(receives(device, verifier, 0)).isEqualTo(bytes);
    Heard install = device.expects(EXEC_TOOL);
    TestDevice.verify(verifier, install);
    assertThat(install.payload().string("handler")).contains("hook");
    assertThat(install.payload().flag("rollback")).contains(false);
    await(device.answers(install, Answer.accepted()));
    device.expects(CONFIGURATION);
    assertThat(log())
        .contains("package tool:1.0+7 is on its way")
        .contains("the device has 70 % of tool:1.0+7")
        .contains("package tool:1.0+7 installed");
    Device known = site.store.real().device(Site.ACME, "gateway").orElseThrow();
    assertThat(site.store.real().events(known.id(), EventFilter.ALL, PageRequest.FIRST).items())
        .extracting(DeviceEvent::resource)
        .contains("PACKAGE_INSTALLED");
  }

  @Test
  void transferThatWasCutOff_goesOnWhereTheDeviceIs() {
    ordersTool("hook");
    TestDevice first = new TestDevice(site, order).connects().asks(1).accepts(CERTIFICATES);
    Heard part = first.expects(PUT_TOOL);
    await(first.answers(part, Answer.accepted(part.body().length)));
    first.expects(PUT_TOOL);
    first.hangsUp();
    TestDevice again = new TestDevice(site, order).connects().asks(2);
    Heard certificates = again.expects(CERTIFICATES);
    await(again.answers(certificates, Answer.accepted()));
    Heard next = again.expects(PUT_TOOL);
    assertThat(next.payload().longValue("offset")).hasValue(part.body().length);
    await(again.answers(next, Answer.elsewhere(600_000)));
    MessageVerifier verifier = TestDevice.verifierIn(certificates);
    byte[] rest = receives(again, verifier, 600_000);
    assertThat(rest).isEqualTo(Arrays.copyOfRange(bytes, 600_000, bytes.length));
    again.expects(EXEC_TOOL);
  }

  @Test
  void attemptAfterAFailedOne_takesUpWhatTheDeviceHas() {
    ordersTool("hook");
    TestDevice device = new TestDevice(site, order).connects().asks(1).accepts(CERTIFICATES);
    await(device.answers(device.expects(PUT_TOOL), Answer.accepted(262_144)));
    await(device.answers(device.expects(PUT_TOOL), Answer.refused(500, "the disk is full")));
    assertThat(site.progress(order).failureCause()).contains(FailureCause.PACKAGE_DOWNLOAD_FAILED);
    assertThat(log()).contains("package tool:1.0+7: the disk is full");
    TestDevice again = new TestDevice(site, order).connects().asks(2).accepts(CERTIFICATES);
    await(again.answers(again.expects(PUT_TOOL), Answer.elsewhere(262_144)));
    assertThat(again.expects(PUT_TOOL).payload().longValue("offset")).hasValue(262_144);
  }

  @Test
  void packageThatIsElsewhere_isAnsweredHoweverFarTheDeviceHasTold() {
    order = site.orderPackageElsewhere("gateway", "https://far.example/tool", 5_000);
    TestDevice device = new TestDevice(site, order).connects().asks(1).accepts(CERTIFICATES);
    Heard fetch = device.expects(PUT_TOOL);
    assertThat(fetch.payload().string("url")).contains("https://far.example/tool");
    device.reports(new Progress("download", OptionalInt.of(60), "tool"));
    assertThat(log()).contains("the device has 60 % of tool:1.0+7");
    await(device.answers(fetch, Answer.accepted(5_000)));
    device.expects(EXEC_TOOL);
  }

  @Test
  void stockKura_downloadsFromALinkAndTells() {
    ordersTool("dp");
    TestDevice kura = new TestDevice(site, order).connects().isBorn("CONF-V1", "DEPLOY-V2");
    Heard download = kura.expects(DOWNLOAD);
    assertThat(download.payload().string("dp.uri").orElseThrow())
        .startsWith("https://slipway.example/downloads/");
    long job = download.payload().longValue("job.id").orElseThrow();
    await(kura.answers(download, Answer.accepted()));
    await(kura.answers(kura.expects(LIST), Answer.accepted("<packages/>".getBytes(US_ASCII))));
    kura.notifies("download", told(job).metric("dp.download.progress", 50));
    kura.notifies("install", told(job + 1).metric("dp.install.status", "FAILED"));
    kura.notifies("install", told(job).metric("dp.install.status", "COMPLETED"));
    kura.expects(CONFIGURATION);
    assertThat(log()).contains("the device has 50 % of").contains("installed");
  }

  @Test
  void stockKurasFailure_isTold() {
    ordersTool("dp");
    TestDevice kura = new TestDevice(site, order).connects().isBorn("CONF-V1", "DEPLOY-V2");
    Heard download = kura.expects(DOWNLOAD);
    long job = download.payload().longValue("job.id").orElseThrow();
    await(kura.answers(download, Answer.accepted()));
    kura.expects(LIST);
    kura.notifies(
        "download",
        told(job)
            .metric("dp.download.status", "FAILED")
            .metric("dp.download.error.message", "no route to host"));
    assertThat(site.progress(order).status()).isEqualTo(ExecutionStatus.FAILED);
    assertThat(log()).contains("PACKAGE_DOWNLOAD_FAILED").contains("no route to host");
  }

  private static KuraPayload.Builder told(long job) {
    return KuraPayload.builder().timestamp(3).metric("job.id", job);
  }

  private void ordersTool(String handler) {
    order = site.orderPackage("gateway", handler, bytes);
  }

  /** Takes all parts from {@code offset} on, as far as the end. */
  private byte[] receives(TestDevice device, MessageVerifier verifier, long offset) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (long at = offset; at < bytes.length; ) {
      Heard part = device.expects(PUT_TOOL);
      TestDevice.verify(verifier, part);
      assertThat(part.payload().longValue("offset")).hasValue(at);
      assertThat(part.payload().longValue("size")).hasValue(bytes.length);
      assertThat(part.body()).hasSizeLessThanOrEqualTo(256 * 1024);
      all.writeBytes(part.body());
      at += part.body().length;
      await(device.answers(part, Answer.accepted(at)));
    }
    return all.toByteArray();
  }

  private String log() {
    return site.attempt(order).log().toString();
  }
}
