// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VariableTextTest {
  private static final Variables VALUES =
      new Variables(Map.of("clientId", "gw-1", "Site Code", "${clientId}", "empty", ""));

  @Test
  void variables_areReplacedInUpperAndLowerCase() {
    assertThat(render("a/${clientId}/${CLIENTID}/${empty}b")).isEqualTo("a/gw-1/gw-1/b");
    assertThat(new VariableText("${a}${b b}$${c}${a}").variables()).containsExactly("a", "b b");
  }

  @Test
  void value_isTakenAsItIs() {
    assertThat(render("${site code}")).isEqualTo("${clientId}");
  }

  @Test
  void dollar_thatBeginsNoVariable_stays() {
    assertThat(render("5$ $x {y} $$")).isEqualTo("5$ $x {y} $$");
    assertThat(render("$${clientId} $$${clientId}")).isEqualTo("${clientId} $${clientId}");
  }

  @Test
  void variable_thatIsMissing_isNamed() {
    assertThatThrownBy(() -> render("x${site}y"))
        .isInstanceOf(Variables.MissingException.class)
        .hasMessage("needs ${site}, which is not given");
  }

  @Test
  void beginning_withoutName_isAProblem() {
    for (String broken : new String[] {"${", "a${}", "${a", "${a${b}", "${a\n}"}) {
      assertThat(new VariableText(broken).problem()).as(broken).isPresent();
    }
    assertThat(new VariableText("${a} $${ $${b").problem()).isEmpty();
  }

  @Test
  void text_thatIsEscaped_rendersAsItself() {
    Random random = new Random(7);
    for (int run = 0; run < 20_000; run++) {
      String text = text(random);
      String escaped = text.replace("${", "$${");
      VariableText variable = new VariableText(escaped);
      assertThat(variable.problem()).as(escaped).isEmpty();
      assertThat(variable.variables()).as(escaped).isEmpty();
      assertThat(variable.render(VALUES)).isEqualTo(text);
    }
  }

  @Test
  void text_withoutProblem_isRenderedFromItsOwnVariablesOnly() {
    Random random = new Random(11);
    for (int run = 0; run < 20_000; run++) {
      VariableText variable = new VariableText(text(random));
      if (variable.problem().isPresent()) {
        continue;
      }
      Map<String, String> values = new HashMap<>();
      variable.variables().forEach(name -> values.put(name, "<" + name + ">"));
      String rendered = variable.render(new Variables(values));
      assertThat(rendered).isEqualTo(variable.render(new Variables(values)));
      variable.variables().forEach(name -> assertThat(rendered).contains("<" + name + ">"));
    }
  }

  private static String render(String text) {
    return new VariableText(text).render(VALUES);
  }

  private static String text(Random random) {
    String alphabet = "$${{}}ab §";
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(12);
    for (int i = 0; i < length; i++) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }
}
