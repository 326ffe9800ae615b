// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.gates;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How source files look. */
class TidyTest {
  private static final int LINES_PER_FILE = 400;
  private static final int LINES_PER_METHOD = 60;
  private static final int COLUMNS = 120;

  private static final Pattern VAGUE_NAME =
      Pattern.compile(".*(Impl|Utils?|Helpers?|Managers?|Commons?)");
  private static final Pattern INTERFACE_WITH_I = Pattern.compile("\\binterface I[A-Z][a-z]\\w*");
  // Pieced together, so that this file does not break its own rules.
  private static final Pattern PROMISE = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b");
  private static final Pattern WAITS_OR_SKIPS =
      Pattern.compile(
          "Thread\\.sl" + "eep|TimeUnit\\.\\w+\\.sl" + "eep|@Dis" + "abled|\\bass" + "ume\\w+\\(");
  private static final Pattern COMPARES_SECRET =
      Pattern.compile("(?i)\\b\\w*(password|secret|activationKey|signature|hmac|mac)\\.equals\\(");

  @Test
  void javaFile_startsWithItsLicence() {
    assertThat(
            Sources.java().stream()
                .filter(
                    f -> !Sources.text(f).startsWith("// SPDX-License-Identifier: Apache-2.0\n")))
        .isEmpty();
  }

  @Test
  void javaFile_isShort() {
    assertThat(Sources.java().stream().filter(f -> Sources.lines(f).size() > LINES_PER_FILE))
        .as("files of more than %d lines", LINES_PER_FILE)
        .isEmpty();
  }

  @Test
  void method_isShort() {
    assertThat(
            Methods.of(Sources.java()).stream()
                .filter(m -> m.lines() > LINES_PER_METHOD)
                .map(m -> m.file() + ": " + m.name() + " has " + m.lines() + " lines"))
        .as("methods of more than %d lines", LINES_PER_METHOD)
        .isEmpty();
  }

  @Test
  void line_fitsTheScreen() {
    assertThat(found(Sources.java(), (file, line) -> line.length() > COLUMNS))
        .as("lines of more than %d columns", COLUMNS)
        .isEmpty();
  }

  @Test
  void name_saysWhatAThingIs() {
    assertThat(Sources.java().stream().filter(f -> VAGUE_NAME.matcher(nameOf(f)).matches()))
        .isEmpty();
    assertThat(found(Sources.java(), containing(INTERFACE_WITH_I))).isEmpty();
  }

  @Test
  void nothing_isPutOff() {
    assertThat(found(Sources.files(), containing(PROMISE))).isEmpty();
  }

  @Test
  void package_saysWhatItIsFor() {
    Set<Path> described =
        Sources.java().stream()
            .filter(f -> f.endsWith("package-info.java"))
            .map(TidyTest::packageOf)
            .collect(Collectors.toSet());
    assertThat(
            Sources.java().stream()
                .filter(f -> f.toString().matches(".*/src/(main|test)/java/.*"))
                .map(TidyTest::packageOf))
        .as("packages with a package-info.java")
        .isSubsetOf(described);
  }

  @Test
  void packageDescription_isAFewLines() {
    assertThat(
            Sources.java().stream()
                .filter(f -> f.endsWith("package-info.java"))
                .filter(f -> javadocLines(f) < 2 || javadocLines(f) > 8))
        .as("package-info.java whose Javadoc is missing, too short or too long")
        .isEmpty();
  }

  @Test
  void test_neitherWaitsBlindlyNorSkips() {
    assertThat(found(Sources.testJava(), containing(WAITS_OR_SKIPS))).isEmpty();
  }

  @Test
  void test_isNamedForWhatItProves() {
    assertThat(
            Methods.of(Sources.testJava()).stream()
                .filter(Methods.Method::isTest)
                .filter(m -> !m.name().matches("[a-z][A-Za-z0-9]*_[A-Za-z0-9_]+"))
                .map(m -> m.file() + ": " + m.name()))
        .as("tests not named subject_condition")
        .isEmpty();
  }

  @Test
  void secret_isNotComparedWithEquals() {
    assertThat(found(Sources.mainJava(), containing(COMPARES_SECRET))).isEmpty();
  }

  private static List<String> found(List<Path> files, BiPredicate<Path, String> wrong) {
    return files.stream().flatMap(f -> foundIn(f, line -> wrong.test(f, line))).toList();
  }

  private static Stream<String> foundIn(Path file, Predicate<String> wrong) {
    List<String> lines = Sources.lines(file);
    return IntStream.range(0, lines.size())
        .filter(i -> wrong.test(lines.get(i)))
        .mapToObj(i -> file + ":" + (i + 1) + ": " + lines.get(i).strip());
  }

  private static BiPredicate<Path, String> containing(Pattern pattern) {
    return (file, line) -> pattern.matcher(line).find();
  }

  private static String nameOf(Path file) {
    return file.getFileName().toString().replace(".java", "");
  }

  /** The package's folder without the source root, so that main and test sources share one. */
  private static Path packageOf(Path file) {
    String folder = file.getParent().toString();
    return Path.of(folder.replaceFirst("/src/(main|test)/java/", "/"));
  }

  private static long javadocLines(Path file) {
    return Sources.lines(file).stream()
        .filter(l -> l.startsWith(" *") && !l.equals(" */") || l.startsWith("/** "))
        .count();
  }
}
