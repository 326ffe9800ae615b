// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

import java.util.Optional;

/**
 * What is said of a package that is to be made. A deployment package of OSGi says its name and
 * version itself.
 *
 * @param sha256 that its bytes are expected to have
 */
public record PackageDraft(
    Optional<String> name, Optional<String> version, String handler, Optional<String> sha256) {}
