// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.gates;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

/** The classes that the product ships, and words for its packages. */
final class Shipped {
  static final String ROOT = "io.slipway";
  static final String PROTOCOL = "io.slipway.protocol..";
  static final String AGENT = "io.slipway.agent..";
  static final String DOMAIN = "io.slipway.domain..";
  static final String PROVISIONING = "io.slipway.provisioning..";
  static final String REGISTRY = "io.slipway.registry..";
  static final String STORE = "io.slipway.store";
  static final String JDBC = "io.slipway.store.jdbc..";
  static final String MQTT = "io.slipway.mqtt..";
  static final String REST = "io.slipway.rest..";
  static final String CONSOLE = "io.slipway.console..";
  static final String ACCOUNT_BROKER = "io.slipway.accountbroker..";
  static final String SECURITY = "io.slipway.security..";
  static final String OBSERVE = "io.slipway.observe..";
  static final String EVENTS = "io.slipway.events..";
  static final String TLS = "io.slipway.tls..";
  static final String DOCTOR = "io.slipway.doctor..";
  static final String CLI = "io.slipway.cli..";

  /** Every package of the server but the root, which alone may know them all. */
  static final String[] SERVER_PARTS = {
    DOMAIN,
    PROVISIONING,
    REGISTRY,
    "io.slipway.store..",
    MQTT,
    REST,
    CONSOLE,
    ACCOUNT_BROKER,
    SECURITY,
    OBSERVE,
    EVENTS,
    TLS,
    DOCTOR,
    CLI
  };

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(place -> !place.contains("-tests.jar"))
          .importPackages(ROOT)
          .that(not(resideInAPackage("io.slipway.proof..")));

  private Shipped() {}

  static JavaClasses classes() {
    return CLASSES;
  }

  /** The places where a process starts, and so where its clock and environment are taken up. */
  static DescribedPredicate<JavaClass> entrance() {
    return DescribedPredicate.describe(
        "the server's root package, the agent's Main or the agent's component of Kura",
        c ->
            c.getPackageName().equals(ROOT)
                || outermost(c).getName().equals("io.slipway.agent.Main")
                || outermost(c).getName().equals("io.slipway.agent.osgi.ProvisioningService"));
  }

  static JavaClass outermost(JavaClass type) {
    JavaClass outer = type;
    while (outer.getEnclosingClass().isPresent()) {
      outer = outer.getEnclosingClass().get();
    }
    return outer;
  }
}
