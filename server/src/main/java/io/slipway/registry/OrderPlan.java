// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

import io.slipway.domain.TemplateBody;
import io.slipway.domain.Variables;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What all devices of one order share.
 *
 * @param account the name of the account that they become part of
 * @param body without placeholders, its passwords in clear
 */
public record OrderPlan(String account, TemplateBody body) {
  private static final String SERIAL_NO = "serialNo";

  /** The request for one device; throws {@link RefusedException} where a value is missing. */
  RequestDraft draft(DeviceRow row, Instant now) {
    try {
      TemplateBody.Rendered rendered = body.render(variables(row), now);
      return new RequestDraft(
          row.clientId(),
          rendered.login().username(),
          Optional.empty(),
          row.certificateDevId().or(() -> rendered.login().certificateDevId()),
          rendered.login().generateActivationKey(),
          rendered.options());
    } catch (Variables.MissingException missing) {
      throw RefusedException.conflict(missing.getMessage());
    }
  }

  private Variables variables(DeviceRow row) {
    Map<String, String> values = new HashMap<>(row.columns());
    values.put(Variables.CLIENT_ID, row.clientId());
    values.put(Variables.ACCOUNT, account);
    row.serialNo()
        .ifPresent(
            serial -> {
              values.put(Variables.SERIAL_NUMBER, serial);
              values.put(SERIAL_NO, serial);
            });
    return new Variables(values);
  }

  @Override
  public String toString() {
    return "OrderPlan[" + account + "]";
  }
}
