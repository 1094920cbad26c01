package org.waymark.cli.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.waymark.cli.command.CommandException;
import org.waymark.cli.command.ExitCode;
import org.waymark.history.page.HistoryPage;
import org.waymark.history.query.HistoryQueries;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * A command that makes one query about the past and prints the answer. All output formats are
 * produced from the same JSON, regardless of the source of the answer.
 */
public abstract class HistoryCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private HistoryPlace place;

  @Mixin private WorldPlace world;

  /** The output formats. */
  enum Format {
    TABLE,
    JSON,
    JSONL
  }

  @Option(
      names = "--format",
      paramLabel = "table|json|jsonl",
      defaultValue = "table",
      description =
          "The output format: a table, one JSON object, or JSON lines. With JSON lines, the output"
              + " has one line per element of the main list, and the moment and the source are"
              + " written to standard error. Default: ${DEFAULT-VALUE}.")
  private Format format;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "The maximum number of results. Default: 1000.")
  private Integer limit;

  /** {@return the query, a JSON object with {@code query} and its parameters} */
  protected abstract ObjectNode query();

  /** {@return the moments of the query, as given by the user} */
  protected abstract List<String> moments();

  /** {@return the name of the main list of an answer} */
  protected abstract String list(JsonNode answer);

  /** Prints an answer as text, without the lines that are common to all answers. */
  protected abstract void print(JsonNode answer, PrintWriter out);

  /** {@return whether the command exits with code 0 for an answer} */
  protected boolean isYes(JsonNode answer) {
    return answer.path("found").asBoolean();
  }

  /** {@return whether the answer must include the additional data for an HTML page} */
  protected boolean isForPage() {
    return false;
  }

  /** Writes the answer as an HTML page, if the user requested one. */
  protected void writePage(JsonNode answer, PrintWriter err) {}

  /**
   * Creates a query to which parameters can be added.
   *
   * @return the query
   */
  protected static ObjectNode query(String name) {
    return JsonNodeFactory.instance.objectNode().put("query", name);
  }

  /** Adds a parameter if the user specified it. */
  protected static void put(ObjectNode query, String parameter, Object value) {
    if (value != null) {
      query.put(parameter, value.toString());
    }
  }

  /** Prints the moment and the source of an answer. */
  static void printHead(JsonNode answer, PrintWriter out) {
    out.printf(
        "as of offset %d, %s (%s)%n",
        answer.path("offset").asLong(),
        AnswerTable.time(answer.path("at")),
        answer.path("source").asText());
  }

  /** Informs the user if an answer is incomplete. */
  static void printEnd(JsonNode answer, PrintWriter out) {
    if (answer.path(HistoryQueries.TIME_OVER).asBoolean()) {
      out.println(
          "stopped early, because the time for an answer ran out: narrow the query, or query the"
              + " log or the store of a stopped replica, for which more time is allowed");
    } else if (answer.path(HistoryQueries.TOO_MANY_ITEMS).asBoolean()) {
      out.println(
          "stopped early, because there are too many segments: narrow the query, or use a stopped"
              + " store or the log, for which more are allowed");
    } else if (answer.path("truncated").asBoolean()) {
      out.println(
          "stopped at the limit, but there are more results: narrow the query, or raise --limit");
    }
  }

  /** {@return the directory of a second store that the query compares with the first} */
  protected Optional<Path> secondStore() {
    return Optional.empty();
  }

  private ObjectNode ask(ObjectNode query) {
    if (!world.isGiven()) {
      return place.ask(query, moments(), secondStore());
    }
    if (place.isGiven() || secondStore().isPresent()) {
      throw new CommandException(
          "--world cannot be combined with --config, --store, --log or --with-store");
    }
    return world.ask(query);
  }

  @Override
  public Integer call() {
    ObjectNode query = query();
    if (limit != null) {
      query.put("limit", limit);
    }
    if (isForPage()) {
      query.put("bars", HistoryPage.MAX_BARS);
    }
    ObjectNode answer = ask(query);
    writePage(answer, spec.commandLine().getErr());
    PrintWriter out = spec.commandLine().getOut();
    switch (format) {
      case JSON -> out.println(answer.toPrettyString());
      case JSONL -> {
        // Programs read only the lines, so information about the answer as a whole goes to the
        // other stream.
        PrintWriter err = spec.commandLine().getErr();
        printHead(answer, err);
        answer.path(list(answer)).forEach(out::println);
        printEnd(answer, err);
        err.flush();
      }
      case TABLE -> {
        printHead(answer, out);
        print(answer, out);
        printEnd(answer, out);
      }
    }
    out.flush();
    return isYes(answer) ? ExitCode.YES : ExitCode.NO;
  }
}
