// SPDX-License-Identifier: Apache-2.0
/**
 * Who makes a configuration take effect on the device: programs that read files from a directory,
 * and an executable hook.
 */
package io.slipway.agent.handler;
