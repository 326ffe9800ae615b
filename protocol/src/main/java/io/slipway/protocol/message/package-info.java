// SPDX-License-Identifier: Apache-2.0
/**
 * The messages of provisioning: what a device says of itself, what the platform asks of it, and how
 * it answers (protocol, sections 2, 3 and 6). Records that read themselves from payloads and write
 * themselves.
 */
package io.slipway.protocol.message;
