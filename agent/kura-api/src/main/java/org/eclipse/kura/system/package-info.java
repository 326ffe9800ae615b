// SPDX-License-Identifier: Apache-2.0
/**
 * What Kura knows of the gateway that it runs on: serial number, network interface, and the folder
 * for data.
 */
package org.eclipse.kura.system;
