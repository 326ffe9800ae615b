// SPDX-License-Identifier: Apache-2.0
package io.slipway.provisioning;

import static io.slipway.provisioning.TestDevice.CERTIFICATES;
import static io.slipway.provisioning.TestDevice.COMPLETE;
import static io.slipway.provisioning.TestDevice.CONFIGURATION;
import static io.slipway.provisioning.TestDevice.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.slipway.domain.ProvisionRequest;
import io.slipway.domain.Timing;
import io.slipway.protocol.message.Answer;
import io.slipway.protocol.message.FailureCause;
import io.slipway.protocol.message.Secret;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlowMetersTest {
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
  void provisioning_isCountedOnceAndEachOfItsStepsTimed() {
    ProvisionRequest order = site.order("gateway");
    new TestDevice(site, order)
        .connects()
        .asks(1)
        .accepts(CERTIFICATES)
        .accepts(CONFIGURATION)
        .accepts(COMPLETE)
        .hangsUp();
    site.provisioner().arrived(order.id(), 1);
    for (String step :
        new String[] {"started", "certificates", "configuration", "complete", "arrival"}) {
      assertThat(site.meters.get("slipway.step").tag("step", step).timer().count())
          .as(step)
          .isEqualTo(1);
    }
    assertThat(count("slipway.logins.admitted")).isOne();
    assertThat(count("slipway.executions.completed")).isOne();
    for (FailureCause cause : FailureCause.values()) {
      assertThat(count("slipway.logins.refused", cause)).as("%s", cause).isZero();
      assertThat(count("slipway.conversations.refused", cause)).as("%s", cause).isZero();
      assertThat(count("slipway.executions.ended", cause)).as("%s", cause).isZero();
    }
  }

  @Test
  void refusals_areCountedByTheirCause() {
    ProvisionRequest order = site.order("gateway");
    assertThat(new TestDevice(site, order).tryLogin(Secret.of("wrong"), true))
        .isInstanceOf(LoginDecision.Turned.class);
    assertThat(count("slipway.logins.refused", FailureCause.WRONG_PASSWORD)).isOne();
    TestDevice device = new TestDevice(site, order).connects().asks(1).accepts(CERTIFICATES);
    await(device.answers(device.expects(CONFIGURATION), Answer.refused(500, "no")));
    assertThat(count("slipway.executions.ended", FailureCause.CONFIGURATION_REFUSED)).isOne();
    assertThat(count("slipway.conversations.refused", FailureCause.CONFIGURATION_REFUSED)).isOne();
    assertThat(count("slipway.executions.completed")).isZero();
  }

  @Test
  void everyMeter_isDescribed() {
    site.provisioner();
    assertThat(site.meters.getMeters())
        .extracting(Meter::getId)
        // Of a timer's limits the registry makes gauges of its own.
        .filteredOn(id -> !id.getName().endsWith(".histogram"))
        .allMatch(id -> id.getName().startsWith("slipway."))
        .noneMatch(id -> id.getDescription() == null);
    assertThat(site.meters.get("slipway.lanes.waiting").gauge().value()).isZero();
    assertThat(site.meters.get("slipway.reception.line").gauge().value()).isZero();
  }

  private double count(String meter) {
    return site.meters.get(meter).counter().count();
  }

  private double count(String meter, FailureCause cause) {
    return site.meters.get(meter).tag("cause", cause.name()).counter().count();
  }
}
