// SPDX-License-Identifier: Apache-2.0
package io.slipway.provisioning;

import static io.slipway.provisioning.TestDevice.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.domain.ExecutionStatus;
import io.slipway.domain.ProfileRule;
import io.slipway.domain.ProvisionRequest;
import io.slipway.domain.Reprovision;
import io.slipway.domain.RequestOptions;
import io.slipway.domain.Timing;
import io.slipway.protocol.message.Answer;
import io.slipway.protocol.message.Secret;
import io.slipway.provisioning.TestDevice.Heard;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A device that was reset is provisioned once more. */
class RearmTest {
  private static final Secret KEY = Secret.of("k".repeat(32));

  private Site site;

  @BeforeEach
  void open(@TempDir Path folder) throws Exception {
    site = new Site(folder, Timing.DEFAULT);
  }

  @AfterEach
  void close() {
    site.close();
  }

  @Test
  void resetDevice_getsAnotherLoginAndLosesTheOldWhenItArrives() {
    ProvisionRequest order = site.order("gateway");
    Secret first = provisioned(order, 1);
    assertThat(site.progress(order).status()).isEqualTo(ExecutionStatus.COMPLETED);

    assertThat(site.provisioner().rearm(order.id())).contains(ExecutionStatus.CREATED);
    assertThat(revoked()).isEqualTo(Map.of("gateway-1", false));
    assertThat(site.provisioner().arrived(order.id(), 1)).as("the old login").isTrue();
    assertThat(site.progress(order).status()).isEqualTo(ExecutionStatus.CREATED);

    Secret second = provisioned(order, 2);
    assertThat(site.progress(order).status()).isEqualTo(ExecutionStatus.COMPLETED);
    assertThat(second.reveal()).isNotEqualTo(first.reveal());
    assertThat(revoked()).isEqualTo(Map.of("gateway-1", true, "gateway-2", false));
    assertThat(site.store.real().countExecutions(order.id())).as("history").isEqualTo(2);
  }

  @Test
  void deviceThatMayAlwaysComeAgain_isProvisionedAnewWithoutAnOperator() {
    ProvisionRequest order = site.order("gateway", always(), Optional.of(KEY));
    Secret first = provisioned(order, 1);
    Secret second = provisioned(order, 2);
    assertThat(second.reveal()).isNotEqualTo(first.reveal());
    assertThat(site.progress(order).status()).isEqualTo(ExecutionStatus.COMPLETED);
    assertThat(revoked()).isEqualTo(Map.of("gateway-1", true, "gateway-2", false));
  }

  @Test
  void deviceThatMayAlwaysComeAgain_keepsItsLoginUntilItArrivesAnew() {
    ProvisionRequest order = site.order("gateway", always(), Optional.of(KEY));
    provisioned(order, 1);
    TestDevice again = asking(order, 2);
    again.accepts(TestDevice.CERTIFICATES);
    again.expects(TestDevice.CONFIGURATION);
    assertThat(revoked()).isEqualTo(Map.of("gateway-1", false, "gateway-2", false));
    assertThat(site.progress(order).status()).isEqualTo(ExecutionStatus.RUNNING);
  }

  @Test
  void deviceThatMayAlwaysComeAgain_needsItsActivationKey() {
    ProvisionRequest order = site.order("gateway", always(), Optional.of(KEY));
    provisioned(order, 1);
    new TestDevice(site, order).connects().asks(2).expects(TestDevice.REFUSE);
    assertThat(site.progress(order).status()).isEqualTo(ExecutionStatus.COMPLETED);
    assertThat(site.progress(order).generation()).isEqualTo(1);
  }

  private RequestOptions always() {
    RequestOptions usual = site.options(ProfileRule.ANY);
    return new RequestOptions(
        usual.endpointInfoId(),
        usual.activation(),
        usual.connection(),
        usual.deviceConfiguration(),
        new RequestOptions.Extra(
            5, ProfileRule.ANY, Reprovision.ALWAYS, Optional.empty(), Optional.empty()));
  }

  private TestDevice asking(ProvisionRequest order, int nonce) {
    TestDevice device = new TestDevice(site, order).connects();
    Optional<Secret> key = order.login().activationKey().map(kept -> KEY);
    await(device.says("PROV", device.wish(Optional.of(TestDevice.nonce(nonce)), key)));
    return device;
  }

  private Secret provisioned(ProvisionRequest order, int generation) {
    TestDevice device = asking(order, generation);
    device.accepts(TestDevice.CERTIFICATES);
    Heard configuration = device.expects(TestDevice.CONFIGURATION);
    await(device.answers(configuration, Answer.accepted()));
    device.accepts(TestDevice.COMPLETE);
    device.hangsUp();
    site.provisioner().arrived(order.id(), generation);
    return TestDevice.passwordIn(configuration);
  }

  private Map<String, Boolean> revoked() {
    return Stream.of("gateway-1", "gateway-2")
        .flatMap(name -> site.store.real().credentials(name).stream())
        .collect(Collectors.toMap(c -> c.username(), c -> c.revoked()));
  }
}
