// SPDX-License-Identifier: Apache-2.0
package io.slipway.protocol.message;

import java.util.Optional;

/**
 * What every request to a device carries besides its content.
 *
 * @param requestId 32 lower-case hex digits
 * @param requesterClientId where the answer goes
 * @param nonce the device's own, in the full profile
 */
public record RequestEnvelope(String requestId, String requesterClientId, Optional<Nonce> nonce) {}
