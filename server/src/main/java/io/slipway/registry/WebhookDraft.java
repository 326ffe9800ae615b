// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

import io.slipway.domain.EventKind;
import java.util.Set;

/**
 * What an operator says of a webhook.
 *
 * @param kinds what is told; none stands for all
 */
public record WebhookDraft(String name, String url, boolean enabled, Set<EventKind> kinds) {
  public WebhookDraft {
    kinds = Set.copyOf(kinds);
  }
}
