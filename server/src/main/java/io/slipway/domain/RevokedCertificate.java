// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import java.time.Instant;

/**
 * What a list of revoked certificates says of one.
 *
 * @param serial in lower-case hex
 * @param cause why it was revoked
 */
public record RevokedCertificate(String serial, Instant on, String cause) {}
