// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.gates;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.proof.Project;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What people read stays true: links lead somewhere, and the change log keeps its shape. */
class DocumentsTest {
  private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)\\s]+)\\)");
  private static final Pattern VERSION =
      Pattern.compile("## \\[(Unreleased\\]|\\d+\\.\\d+\\.\\d+\\] - \\d{4}-\\d{2}-\\d{2})");
  private static final Pattern KIND =
      Pattern.compile("### (Added|Changed|Deprecated|Removed|Fixed|Security)");
  // Pieced together, so that this file does not break its own rule.
  private static final Pattern MACHINE_PATH =
      Pattern.compile("(?<![\\w.$}/-])/(ro" + "ot|wo" + "rk|ho" + "me/\\w+|Us" + "ers/\\w+)/\\w");

  @Test
  void changelog_keepsItsShape() {
    Path changelog = Path.of("CHANGELOG.md");
    List<String> lines = Sources.lines(changelog);
    assertThat(lines).first().isEqualTo("# Changelog");
    assertThat(Sources.text(changelog)).contains("https://keepachangelog.com/");
    assertThat(lines.stream().filter(l -> l.startsWith("## ")))
        .isNotEmpty()
        .allMatch(l -> VERSION.matcher(l).matches());
    assertThat(lines.stream().filter(l -> l.startsWith("### ")))
        .allMatch(l -> KIND.matcher(l).matches());
  }

  @Test
  void link_leadsSomewhere() {
    assertThat(Sources.documents().stream().flatMap(DocumentsTest::brokenLinks)).isEmpty();
  }

  @Test
  void file_namesNoPathOfOneMachine() {
    assertThat(Sources.files().stream().filter(f -> MACHINE_PATH.matcher(Sources.text(f)).find()))
        .isEmpty();
  }

  private static Stream<String> brokenLinks(Path document) {
    return LINK.matcher(withoutCode(Sources.text(document)))
        .results()
        .map(r -> r.group(1))
        .filter(link -> !link.matches("[a-z]+:.*"))
        .filter(link -> !leadsSomewhere(document, link))
        .map(link -> document + ": " + link);
  }

  private static boolean leadsSomewhere(Path document, String link) {
    String path = link.replaceFirst("#.*", "");
    Path target = path.isEmpty() ? document : document.resolveSibling(path).normalize();
    if (!Files.exists(Project.root().resolve(target))) {
      return false;
    }
    return !link.contains("#")
        || !target.toString().endsWith(".md")
        || anchors(target).anyMatch(link.substring(link.indexOf('#') + 1)::equals);
  }

  /** As GitHub and others make them: lower case, words joined by hyphens, nothing else. */
  private static Stream<String> anchors(Path document) {
    return withoutCode(Sources.text(document))
        .lines()
        .filter(l -> l.matches("#{1,6} .*"))
        .map(l -> l.replaceFirst("#+ ", "").toLowerCase(Locale.ROOT).strip())
        .map(l -> l.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'));
  }

  private static String withoutCode(String text) {
    return text.replaceAll("(?ms)^```.*?^```$", "");
  }
}
