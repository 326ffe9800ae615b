// SPDX-License-Identifier: Apache-2.0
/**
 * What platform and device say to each other: topics, payloads, messages and signed texts. Server
 * and agent speak from these same definitions. Knows neither network nor clock nor storage.
 */
package io.slipway.protocol;
