// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Who an account belongs to, as flags. */
final class OrganizationOptions {
  @Option(names = "--organization", paramLabel = "NAME", description = "Who it belongs to.")
  private String organization;

  @Option(names = "--email", paramLabel = "ADDRESS", description = "Where its owner is reached.")
  private String email;

  @Option(names = "--person", paramLabel = "NAME", description = "Whom to ask for there.")
  private String person;

  @Option(names = "--phone", paramLabel = "NUMBER", description = "Where to call.")
  private String phone;

  @Option(
      names = "--address",
      paramLabel = "LINE",
      description = "A line of the address; up to three times.")
  private List<String> address = List.of();

  @Option(names = "--zip", paramLabel = "CODE", description = "The postal code.")
  private String zip;

  @Option(names = "--city", paramLabel = "NAME", description = "The town.")
  private String city;

  @Option(names = "--state", paramLabel = "NAME", description = "The state, province or county.")
  private String state;

  @Option(names = "--country", paramLabel = "NAME", description = "The country.")
  private String country;

  String organizationOr(String otherwise) {
    return organization == null ? otherwise : organization;
  }

  boolean hasEmail() {
    return email != null;
  }

  boolean isEmpty() {
    return address.isEmpty()
        && Stream.of(organization, email, person, phone, zip, city, state, country)
            .allMatch(Objects::isNull);
  }

  /**
   * Puts what was given.
   *
   * @param named what REST calls a field here
   */
  void put(ObjectNode body, UnaryOperator<String> named) {
    if (address.size() > 3) {
      throw new CliException("an address has at most three lines");
    }
    Given.text(body, named.apply("name"), organization);
    Given.text(body, named.apply("email"), email);
    Given.text(body, named.apply("personName"), person);
    Given.text(body, "phoneNumber", phone);
    for (int i = 0; i < address.size(); i++) {
      Given.text(body, named.apply("addressLine" + (i + 1)), address.get(i));
    }
    Given.text(body, named.apply("zipPostCode"), zip);
    Given.text(body, named.apply("city"), city);
    Given.text(body, named.apply("stateProvinceCounty"), state);
    Given.text(body, named.apply("country"), country);
  }
}
