// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

import io.slipway.domain.TemplateBody;
import java.util.Optional;

/**
 * What an operator writes down as a template.
 *
 * @param body with passwords in clear, or marked as encrypted and as they were shown
 */
public record TemplateDraft(
    Optional<String> displayName, Optional<String> description, TemplateBody body) {}
