// SPDX-License-Identifier: Apache-2.0
/** What components say of their properties. */
package org.eclipse.kura.configuration.metatype;
