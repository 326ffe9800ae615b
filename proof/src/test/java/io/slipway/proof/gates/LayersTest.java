// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.gates;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who may know whom. */
class LayersTest {

  /** What of the JDK neither reads nor writes anything outside the process. */
  private static final DescribedPredicate<JavaClass> PURE_JAVA =
      resideInAnyPackage(
              "java.lang..",
              "java.math..",
              "java.nio.charset..",
              "java.security..",
              "java.text..",
              "java.time..",
              "java.util",
              "java.util.function..",
              "java.util.regex..",
              "java.util.stream..")
          .or(named("java.net.URI", "java.net.URISyntaxException", "java.nio.ByteBuffer"))
          .or(named("java.io.Serializable", "java.io.UncheckedIOException"))
          .or(primitiveOrArrayOfOne());

  @Test
  void domain_isPure() {
    check(
        classes()
            .that()
            .resideInAPackage(Shipped.DOMAIN)
            .should()
            .onlyDependOnClassesThat(
                PURE_JAVA.or(resideInAnyPackage(Shipped.DOMAIN, Shipped.PROTOCOL)))
            .because("what is decided must not hang on the network, a disk, a library or a clock"));
  }

  @Test
  void protocol_needsOnlyJavaAndProtobuf() {
    check(
        classes()
            .that()
            .resideInAPackage(Shipped.PROTOCOL)
            .should()
            .onlyDependOnClassesThat(
                resideInAnyPackage(
                        "java..",
                        "javax.security.auth.x500..",
                        "javax.xml.stream..",
                        "com.google.protobuf..",
                        Shipped.PROTOCOL)
                    .or(primitiveOrArrayOfOne())));
  }

  @Test
  void agent_doesNotKnowTheServer() {
    check(
        noClasses()
            .that()
            .resideInAPackage(Shipped.AGENT)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(Shipped.SERVER_PARTS)
            .orShould()
            .dependOnClassesThat()
            .resideInAPackage(Shipped.ROOT));
  }

  @Test
  void agent_isKnownOnlyByRootAndCli() {
    onlyIn("io.slipway.agent..", Shipped.ROOT, Shipped.CLI, Shipped.AGENT);
  }

  @Test
  void netty_isUsedOnlyInMqtt() {
    onlyIn("io.netty..", Shipped.MQTT);
  }

  @Test
  void javalin_isUsedOnlyInRestAndConsole() {
    onlyIn("io.javalin..", Shipped.REST, Shipped.CONSOLE);
    onlyIn("org.eclipse.jetty..", Shipped.REST, Shipped.CONSOLE);
    onlyIn("jakarta.servlet..", Shipped.REST, Shipped.CONSOLE);
  }

  @Test
  void sql_isSpokenOnlyInStoreJdbc() {
    for (String sql :
        new String[] {
          "java.sql..",
          "javax.sql..",
          "org.jdbi..",
          "com.zaxxer..",
          "org.flywaydb..",
          "org.sqlite..",
          "org.postgresql.."
        }) {
      onlyIn(sql, Shipped.JDBC);
    }
  }

  @Test
  void hivemq_isUsedOnlyInAccountBroker() {
    onlyIn("com.hivemq..", Shipped.ACCOUNT_BROKER);
  }

  @Test
  void osgi_isSeenOnlyInAgentOsgi() {
    onlyIn("org.osgi..", "io.slipway.agent.osgi..");
  }

  @Test
  void restAndConsole_readThroughStoreReaderAndWriteThroughTheRegistry() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(Shipped.REST, Shipped.CONSOLE)
            .should()
            .dependOnClassesThat(named("io.slipway.store.Store"))
            .orShould()
            .dependOnClassesThat()
            .resideInAPackage(Shipped.JDBC));
  }

  @Test
  void mqttAndRest_doNotKnowEachOther() {
    check(
        noClasses()
            .that()
            .resideInAPackage(Shipped.MQTT)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(Shipped.REST, Shipped.CONSOLE));
    check(
        noClasses()
            .that()
            .resideInAnyPackage(Shipped.REST, Shipped.CONSOLE)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(Shipped.MQTT));
  }

  @Test
  void provisioningRegistryAndEvents_doNotKnowTheEdges() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(Shipped.PROVISIONING, Shipped.REGISTRY, Shipped.EVENTS)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                Shipped.MQTT,
                Shipped.REST,
                Shipped.CONSOLE,
                Shipped.CLI,
                Shipped.JDBC,
                Shipped.ACCOUNT_BROKER));
  }

  @Test
  void cli_isAClientOfRestOnly() {
    check(
        noClasses()
            .that()
            .resideInAPackage(Shipped.CLI)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "io.slipway.store..",
                Shipped.PROVISIONING,
                Shipped.REGISTRY,
                Shipped.EVENTS,
                Shipped.MQTT,
                Shipped.REST,
                Shipped.CONSOLE,
                Shipped.ACCOUNT_BROKER));
  }

  @Test
  void root_isKnownByNoPart() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(Shipped.SERVER_PARTS)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(Shipped.ROOT));
  }

  @Test
  void storeJdbc_isKnownOnlyByTheRoot() {
    onlyIn(Shipped.JDBC, Shipped.ROOT, Shipped.JDBC);
  }

  @Test
  void packages_haveNoCycles() {
    check(slices().assignedFrom(new EachPackage()).should().beFreeOfCycles());
  }

  private static void onlyIn(String library, String... packages) {
    check(
        noClasses()
            .that(DescribedPredicate.not(resideInAnyPackage(packages)))
            .should()
            .dependOnClassesThat(resideInAPackage(library)));
  }

  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(Shipped.classes());
  }

  private static DescribedPredicate<JavaClass> named(String... names) {
    Set<String> wanted = Set.of(names);
    return DescribedPredicate.describe(
        "one of " + wanted, c -> wanted.contains(c.getBaseComponentType().getName()));
  }

  private static DescribedPredicate<JavaClass> primitiveOrArrayOfOne() {
    return DescribedPredicate.describe("a primitive", c -> c.getBaseComponentType().isPrimitive());
  }

  /** Packages as they are, so that a cycle between a package and the one below it shows too. */
  private static final class EachPackage implements SliceAssignment {
    @Override
    public SliceIdentifier getIdentifierOf(JavaClass type) {
      return type.getPackageName().startsWith(Shipped.ROOT)
          ? SliceIdentifier.of(type.getPackageName())
          : SliceIdentifier.ignore();
    }

    @Override
    public String getDescription() {
      return "each package";
    }
  }
}
