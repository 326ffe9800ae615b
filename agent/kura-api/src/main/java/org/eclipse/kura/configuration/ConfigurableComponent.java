// SPDX-License-Identifier: Apache-2.0
package org.eclipse.kura.configuration;

/** Marks a component that Kura shows and configures. */
public interface ConfigurableComponent {}
