// SPDX-License-Identifier: Apache-2.0
package org.eclipse.kura.configuration.metatype;

/** The definition of a component's properties. */
public interface OCD {}
