// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

import java.util.Optional;

/** What an operator says of a group. */
public record GroupDraft(
    String name,
    Optional<String> displayName,
    Optional<String> description,
    boolean defaultGroup) {}
