package org.waymark.cli.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.waymark.cli.command.CommandException;
import org.waymark.cli.command.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * A command that asks one question about the past and prints the answer. All forms of output are
 * made from the same JSON, whoever answered.
 */
public abstract class HistoryCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private HistoryPlace place;

  @Mixin private WorldPlace world;

  /** How to print. */
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
          "The form of the output: a table, one JSON object, or one line of JSON for each element"
              + " of its main list. Default: ${DEFAULT-VALUE}.")
  private Format format;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "The maximum number of results. Default: 1000.")
  private Integer limit;

  /** {@return the question, with {@code query} and its parameters} */
  protected abstract ObjectNode query();

  /** {@return the texts of the moments that the question is about} */
  protected abstract List<String> moments();

  /** {@return the name of the main list of an answer} */
  protected abstract String list(JsonNode answer);

  /** Prints an answer for people, without the lines that all answers have. */
  protected abstract void print(JsonNode answer, PrintWriter out);

  /** {@return whether an answer means exit code 0} */
  protected boolean isYes(JsonNode answer) {
    return answer.path("found").asBoolean();
  }

  /** {@return a question to which parameters are added} */
  protected static ObjectNode query(String name) {
    return JsonNodeFactory.instance.objectNode().put("query", name);
  }

  /** Adds a parameter unless it was not given. */
  protected static void put(ObjectNode query, String parameter, Object value) {
    if (value != null) {
      query.put(parameter, value.toString());
    }
  }

  /** Prints the moment of an answer and where it comes from. */
  static void printHead(JsonNode answer, PrintWriter out) {
    out.printf(
        "as of offset %d, %s (%s)%n",
        answer.path("offset").asLong(),
        AnswerTable.time(answer.path("at")),
        answer.path("source").asText());
  }

  /** Says whether an answer is not all there is. */
  static void printEnd(JsonNode answer, PrintWriter out) {
    if (answer.path("truncated").asBoolean()) {
      out.println("stopped early: there is more; ask for less, or for a higher limit");
    }
  }

  private ObjectNode ask(ObjectNode query) {
    if (!world.isGiven()) {
      return place.ask(query, moments());
    }
    if (place.isGiven()) {
      throw new CommandException("--world allows no --config, --store and --log beside it");
    }
    return world.ask(query);
  }

  @Override
  public Integer call() {
    ObjectNode query = query();
    if (limit != null) {
      query.put("limit", limit);
    }
    ObjectNode answer = ask(query);
    PrintWriter out = spec.commandLine().getOut();
    switch (format) {
      case JSON -> out.println(answer.toPrettyString());
      case JSONL -> answer.path(list(answer)).forEach(out::println);
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
