// SPDX-License-Identifier: Apache-2.0
/**
 * Control topics: what they mean, and who may use them.
 *
 * <p>{@code $EDC/{account}/{client id}/{application}/{verb}/{resource}} goes to a device; {@code
 * MQTT/…}, {@code REPLY} and {@code NOTIFY} topics come from it (protocol, sections 1 to 3).
 */
package io.slipway.protocol.topic;
