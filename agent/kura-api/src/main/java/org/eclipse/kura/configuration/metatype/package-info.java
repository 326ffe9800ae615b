// SPDX-License-Identifier: Apache-2.0
/**
 * What components say of their properties: as much of it as the agent needs to turn a text into a
 * value.
 */
package org.eclipse.kura.configuration.metatype;
