// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import picocli.CommandLine.Parameters;

/** Which service is meant. */
final class ServiceChoice {
  @Parameters(index = "0", paramLabel = "TEMPLATE", description = TemplateChoice.MEANT)
  private String template;

  @Parameters(index = "1", paramLabel = "SERVICE", description = "The service's name.")
  private String service;

  @Parameters(index = "2", paramLabel = "GROUP", description = "The group that it is of.")
  private String group;

  String path(Connection connection) {
    return TemplateChoice.path(connection, template)
        + "/providedServices/"
        + RestClient.encoded(service)
        + "/"
        + RestClient.encoded(group);
  }

  @Override
  public String toString() {
    return service + " of group " + group;
  }
}
