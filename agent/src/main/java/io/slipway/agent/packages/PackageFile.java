// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.packages;

import java.nio.file.Path;

/**
 * An application with its content, which has the hash that the platform has signed.
 *
 * @param content may be gone where an installer is only asked whether the application runs
 * @param name and version are safe as names of files, as the handler is
 * @param handler what it is for; {@code dp} is a deployment package of OSGi
 */
public record PackageFile(
    Path content, String name, String version, String handler, String sha256) {}
