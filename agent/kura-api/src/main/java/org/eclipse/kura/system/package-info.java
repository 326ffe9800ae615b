// SPDX-License-Identifier: Apache-2.0
/** What Kura knows of the gateway that it runs on. */
package org.eclipse.kura.system;
