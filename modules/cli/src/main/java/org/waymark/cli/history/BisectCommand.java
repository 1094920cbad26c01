package org.waymark.cli.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.waymark.cli.command.CommandException;
import org.waymark.history.query.AnswerText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Finds the change at which a condition began or ceased to hold. */
@Command(
    name = "bisect",
    description = {
      "Finds the change at which a condition began or ceased to hold.",
      "A change happens at a record, or at the instant at which something, such as a segment,"
          + " expires. The command finds the first change after --from or, with --last, the last"
          + " change before --to. It also prints how often the condition changed in between,"
          + " because the condition may be the same at both ends."
    },
    footer = "  waymark bisect --from -1h --config deploy/waymark.toml path exists 1-14 1-16",
    exitCodeList = {"0:the condition changed", "1:the condition did not change", "2:error"})
public final class BisectCommand extends HistoryCommand {
  @Parameters(
      arity = "3..5",
      paramLabel = "CONDITION...",
      hideParamSyntax = true,
      description =
          "The condition: path exists SRC DST, paths SRC DST below N, segment live ID, or interface"
              + " usable ISD-AS#IF.")
  private List<String> condition;

  @Option(
      names = "--from",
      paramLabel = "MOMENT",
      required = true,
      description = "The moment to start at: a UTC time, a time relative to now, or an offset.")
  private String from;

  @Option(
      names = "--to",
      paramLabel = "MOMENT",
      defaultValue = "now",
      description = "The moment to stop at. Default: ${DEFAULT-VALUE}.")
  private String to;

  @Option(
      names = "--all",
      description = "Lists all changes in order, up to --limit, instead of only the first.")
  private boolean all;

  @Option(names = "--last", description = "Finds the last change instead of the first.")
  private boolean last;

  @Override
  protected ObjectNode query() {
    if (all && last) {
      throw new CommandException(
          "--all also lists the last change, so it cannot be combined with --last");
    }
    return query("bisect")
        .put("condition", String.join(" ", condition))
        .put("from", from)
        .put("to", to)
        .put("last", last)
        .put("all", all);
  }

  @Override
  protected List<String> moments() {
    return List.of(from, to);
  }

  @Override
  protected String list(JsonNode answer) {
    return "changes";
  }

  @Override
  protected void print(JsonNode answer, PrintWriter out) {
    out.printf(
        "from offset %d, %s: %s%n",
        answer.path("fromOffset").asLong(),
        AnswerTable.time(answer.path("fromAt")),
        answer.path("condition").asText());
    out.printf(
        "it %s at the beginning and %s at the end, and changed %s in between%n",
        holds(answer.path("atFrom")),
        holds(answer.path("atTo")),
        AnswerText.counted(answer.path("flips").asLong(), "time"));
    String which = all ? "" : last ? "last change: " : "first change: ";
    for (JsonNode change : answer.path("changes")) {
      List<String> causes = new ArrayList<>();
      change.path("causes").forEach(one -> causes.add(one.asText()));
      out.printf(
          "%sit %s from %s on, %s: %s%n",
          which,
          holds(change.path("holds")),
          change.path("at").asText(),
          change.has("offset")
              ? "by the record at offset " + change.path("offset").asLong()
              : "without a record",
          String.join(", ", causes));
    }
  }

  private static String holds(JsonNode holds) {
    return holds.asBoolean() ? "held" : "did not hold";
  }
}
