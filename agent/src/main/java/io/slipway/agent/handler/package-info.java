// SPDX-License-Identifier: Apache-2.0
/**
 * Who makes a configuration take effect on the device: programs that read files, of the
 * configuration and of the device's own certificate, and an executable hook.
 */
package io.slipway.agent.handler;
