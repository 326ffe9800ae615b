// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.state;

import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.IntStream;

/** The state as it stands in its file. */
final class StateText {
  private static final String APPLICATION = "application-";

  private StateText() {}

  static String of(AgentState state) {
    StringBuilder text = new StringBuilder("phase=" + state.phase() + "\n");
    add(text, "current", state.current().map(Outfit::text));
    add(text, "previous", state.previous().map(Outfit::text));
    add(text, "pending", state.pending().map(Outfit::text));
    add(text, "in-force", state.inForce().outfit().map(Outfit::text));
    add(text, "made-key", state.ownKey().made());
    add(text, "certified-key", state.ownKey().certified());
    add(text, "renewal-url", state.renewalUrl());
    add(text, "coming", state.applications().coming());
    int number = 0;
    for (Application application : state.applications().all()) {
      add(text, APPLICATION + ++number, Optional.of(application.text()));
    }
    if (state.inForce().certified()) {
      text.append("certificate-in-force=true\n");
    }
    return text.append("settled=").append(state.inForce().settled()).append('\n').toString();
  }

  private static void add(StringBuilder text, String name, Optional<String> value) {
    value.ifPresent(v -> text.append(name).append('=').append(v).append('\n'));
  }

  /** Throws {@link IllegalArgumentException} too where this is no state. */
  static AgentState parse(String text) throws IOException {
    Properties found = new Properties();
    found.load(new StringReader(text));
    return new AgentState(
        Phase.valueOf(found.getProperty("phase", "nothing")),
        outfit(found, "current"),
        outfit(found, "previous"),
        outfit(found, "pending"),
        new InForce(
            outfit(found, "in-force"),
            Boolean.parseBoolean(found.getProperty("settled")),
            Boolean.parseBoolean(found.getProperty("certificate-in-force"))),
        new OwnKey(
            Optional.ofNullable(found.getProperty("made-key")),
            Optional.ofNullable(found.getProperty("certified-key"))),
        Optional.ofNullable(found.getProperty("renewal-url")),
        new Applications(Optional.ofNullable(found.getProperty("coming")), applications(found)));
  }

  private static List<Application> applications(Properties found) {
    return IntStream.rangeClosed(1, found.size())
        .mapToObj(number -> found.getProperty(APPLICATION + number))
        .takeWhile(Objects::nonNull)
        .map(Application::parse)
        .toList();
  }

  private static Optional<Outfit> outfit(Properties found, String name) {
    return Optional.ofNullable(found.getProperty(name)).map(Outfit::parse);
  }
}
