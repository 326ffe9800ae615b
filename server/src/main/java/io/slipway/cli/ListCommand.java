// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code list} of any noun. */
@Command(name = "list")
final class ListCommand extends RestCommand {
  private static final String SORT = "--sort";
  private static final String DESCENDING = "--descending";

  private final Noun noun;

  @Spec private CommandSpec spec;
  @Mixin private ListOptions part;

  private ListCommand(Surroundings surroundings, Noun noun) {
    super(surroundings);
    this.noun = noun;
  }

  /** The command with the options that go with the noun. */
  static CommandLine of(Surroundings surroundings, Noun noun, String description) {
    CommandLine command = new CommandLine(new ListCommand(surroundings, noun));
    CommandSpec spec = command.getCommandSpec();
    spec.usageMessage().description(description);
    Noun.RestList list = noun.list();
    list.within()
        .ifPresent(
            whole ->
                spec.addPositional(
                    PositionalParamSpec.builder()
                        .paramLabel(whole.word().toUpperCase(Locale.ROOT))
                        .description("Which " + whole.word() + " they are of, by name or id.")
                        .type(String.class)
                        .arity("1")
                        .index("0")
                        .build()));
    list.filters().forEach(filter -> spec.addOption(filter.spec()));
    if (!list.sortable().isEmpty()) {
      spec.addOption(
          OptionSpec.builder(SORT)
              .type(String.class)
              .paramLabel("FIELD")
              .completionCandidates(list.sortable())
              .description("By one of: " + String.join(", ", list.sortable()) + ".")
              .build());
      spec.addOption(
          OptionSpec.builder(DESCENDING)
              .type(boolean.class)
              .arity("0")
              .description("Sort the other way round.")
              .build());
    }
    return command;
  }

  @Override
  int run(Connection connection) {
    RestClient rest = connection.rest();
    Noun.RestList list = noun.list();
    String path =
        list.within().map(whole -> whole.path(rest, named()) + "/").orElse("_/")
            + noun.collection();
    Map<String, String> wanted = query(rest);
    ListView view = json() ? new ListView.AsJson(out()) : new ListView.AsTable(noun, out());
    boolean more =
        list.paged()
            ? part.read(page -> rest.get(path, joined(page, wanted)), view::page)
            : part.readWhole(rest.get(path).path(list.field()), view::page);
    view.end(more);
    if (more) {
      surroundings().err().println(part.more());
    }
    return DONE;
  }

  private String named() {
    return spec.positionalParameters().get(0).getValue();
  }

  private Map<String, String> query(RestClient rest) {
    Map<String, String> query =
        Filter.query(noun.list().filters(), spec, rest, surroundings().clock().instant());
    OptionSpec sort = spec.findOption(SORT);
    if (sort == null) {
      return query;
    }
    boolean descending = Boolean.TRUE.equals(spec.findOption(DESCENDING).getValue());
    if (sort.getValue() != null) {
      query.put("sortParam", sort.getValue());
      query.put("sortDir", descending ? "DESCENDING" : "ASCENDING");
    } else if (descending) {
      throw new ParameterException(spec.commandLine(), DESCENDING + " goes with " + SORT);
    }
    return query;
  }

  private static Map<String, String> joined(Map<String, String> page, Map<String, String> more) {
    page.putAll(more);
    return page;
  }
}
