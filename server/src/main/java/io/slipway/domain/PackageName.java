// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

/** What an application is called within its account; the two together are unique there. */
public record PackageName(String name, String version) {
  @Override
  public String toString() {
    return name + ":" + version;
  }
}
