// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.kura;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.slipway.proof.Project;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.service.metatype.AttributeDefinition;
import org.osgi.service.metatype.MetaTypeService;
import org.osgi.service.metatype.ObjectClassDefinition;

/** The deployment package that the build makes, and what a gateway sees of it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(150)
class KuraInstallIT {
  private static final Path TARGET = Project.root().resolve("agent/target");

  private Path folder;
  private OsgiFramework framework;
  private Bundle bundle;

  @BeforeAll
  void start(@TempDir Path place) throws Exception {
    folder = place;
    framework = OsgiFramework.start(place);
    bundle = framework.installAgent();
  }

  @AfterAll
  void stop() {
    framework.close();
  }

  @Test
  void deploymentPackage_installsABundleThatIsActiveAndExportsNothing() {
    assertThat(bundle.getState()).isEqualTo(Bundle.ACTIVE);
    assertThat(bundle.getHeaders().get("Export-Package")).isNull();
    assertThat(bundle.getHeaders().get("Import-Package"))
        .contains("org.eclipse.kura.configuration;version=\"[1.0,2)\"")
        .contains("org.slf4j;version=\"[1.7,3)\"");
  }

  @Test
  void bundle_importsWhatItsClassesNeed() throws Exception {
    JavaClasses classes = classesIn(TARGET.resolve("slipway-agent-bundle.jar"));
    Set<String> inside =
        classes.stream().map(JavaClass::getPackageName).collect(Collectors.toSet());
    Set<String> needed =
        classes.stream()
            .flatMap(c -> c.getDirectDependenciesFromSelf().stream())
            .map(d -> d.getTargetClass().getBaseComponentType().getPackageName())
            .filter(p -> !p.isEmpty() && !p.startsWith("java.") && !inside.contains(p))
            .collect(Collectors.toSet());
    String imports = bundle.getHeaders().get("Import-Package");
    assertThat(imports.replaceAll("\"[^\"]*\"", "").split(","))
        .extracting(i -> i.replaceAll(";.*", ""))
        .containsExactlyInAnyOrderElementsOf(needed);
  }

  @Test
  void bundle_resolvesWhereNobodyInstallsPackages(@TempDir Path place) throws Exception {
    try (OsgiFramework poor = OsgiFramework.withoutPackages(place)) {
      String jar = TARGET.resolve("slipway-agent-bundle.jar").toUri().toString();
      Bundle there = poor.context().installBundle(jar);
      there.start();
      assertThat(there.getState()).isEqualTo(Bundle.ACTIVE);
    }
  }

  @Test
  void settings_areShownUnderTheirOwnNames() {
    ObjectClassDefinition definition =
        framework
            .service(MetaTypeService.class)
            .getMetaTypeInformation(bundle)
            .getObjectClassDefinition(KuraGateway.FACTORY, null);
    List<AttributeDefinition> settings =
        List.of(definition.getAttributeDefinitions(ObjectClassDefinition.ALL));
    assertThat(settings.stream().map(AttributeDefinition::getID))
        .startsWith(
            "enabled",
            "provisioned",
            "ca-authentication",
            "broker-url",
            "account-name",
            "username",
            "password",
            "activation-key",
            "client-id",
            "timeout",
            "retry-interval",
            "retry-max-attempts");
    assertThat(settings).allSatisfy(s -> assertThat(s.getDescription()).isNotBlank());
    assertThat(settings.stream().filter(s -> s.getType() == AttributeDefinition.PASSWORD))
        .extracting(AttributeDefinition::getID)
        .containsExactly("password", "activation-key", "truststore-password");
  }

  @Test
  void nothingOfKuraItself_isShipped() throws Exception {
    for (String jar : List.of("slipway-agent-bundle.jar", "slipway-agent.jar")) {
      assertThat(namesIn(TARGET.resolve(jar))).noneMatch(n -> n.startsWith("org/eclipse/kura"));
    }
    assertThat(namesIn(Project.serverJar())).noneMatch(n -> n.startsWith("org/eclipse/kura"));
    assertThat(namesIn(TARGET.resolve("slipway-agent.jar")))
        .noneMatch(n -> n.startsWith("io/slipway/agent/osgi") || n.startsWith("OSGI-INF"));
  }

  @Test
  void agentWhoseBrokerIsAway_endsWithItsBundle() throws Exception {
    try (Lines lines = Lines.listen();
        KuraGateway gateway = new KuraGateway(framework, folder, "away")) {
      gateway.create(
          Map.of(
              "enabled",
              true,
              "provisioned",
              false,
              "broker-url",
              "mqtts://localhost:" + unusedPort(),
              "username",
              "some-user",
              "password",
              "some-secret",
              "client-id",
              "some-device"));
      lines.await("trying again");
      bundle.stop();
      assertThat(Thread.getAllStackTraces().keySet())
          .noneMatch(thread -> thread.getName().equals("slipway-agent"));
      assertThat(lines.all()).noneMatch(l -> l.contains("some-secret"));
      bundle.start();
    }
  }

  /**
   * Without those of others that they name, of which the names are enough and the rest takes long.
   */
  private static JavaClasses classesIn(Path jar) throws Exception {
    try (JarFile file = new JarFile(jar.toFile())) {
      return ArchConfiguration.withThreadLocalScope(
          configuration -> {
            configuration.setResolveMissingDependenciesFromClassPath(false);
            return new ClassFileImporter().importJar(file);
          });
    }
  }

  private static List<String> namesIn(Path jar) throws Exception {
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.stream().map(e -> e.getName()).toList();
    }
  }

  private static int unusedPort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
