package org.waymark.cli.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.waymark.cli.command.CommandException;
import org.waymark.cli.output.PageOption;
import org.waymark.history.query.AnswerText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Compares the segments or paths at two moments. */
@Command(
    name = "diff",
    description = {
      "Compares the segments that a replica had at two moments.",
      "The command lists segments that were added, extended or replaced, segments that expired or"
          + " were revoked, segments that were killed or expired and then registered again, and the"
          + " revocations recorded in between. A moment is a UTC time, a time"
          + " relative to now such as -15m, or an offset.",
      "With --with-store, the command compares two stores instead, such as two replays."
    },
    footer = {
      "  waymark diff 2026-11-28T14:00:00Z now --config deploy/waymark.toml",
      "  waymark diff -1h now --paths --from 1-14 --to 1-16 --html p.html --store ps1",
      "  waymark diff now now --store as-it-was --with-store what-if"
    },
    exitCodeList = {"0:nothing differs", "1:something differs", "2:error"})
public final class DiffCommand extends HistoryCommand {
  @Parameters(index = "0", paramLabel = "T1", description = "The earlier moment.")
  private String from;

  @Parameters(index = "1", paramLabel = "T2", description = "The later moment.")
  private String to;

  @Mixin private SegmentFilterOptions filter;

  @Option(
      names = "--paths",
      description = "Compares the paths from --from to --to instead of segments.")
  private boolean paths;

  @Option(
      names = "--with-store",
      paramLabel = "DIR",
      description =
          "Compares the state at T1 with the state at T2 of another store, such as a replay that "
              + "left out a record. The first store must not belong to a running replica.")
  private Path withStore;

  @Mixin private PageOption page;

  @Override
  protected Optional<Path> secondStore() {
    return Optional.ofNullable(withStore);
  }

  @Override
  protected ObjectNode query() {
    ObjectNode query = query("diff").put("from", from).put("to", to);
    if (!paths) {
      filter.addTo(query);
      return query;
    }
    if (filter.first() == null || filter.last() == null) {
      throw new CommandException("--paths requires --from and --to, the ends of the paths");
    }
    query.put("paths", true);
    query.put("src", filter.first().toString());
    return query.put("dst", filter.last().toString());
  }

  @Override
  protected boolean isForPage() {
    if (withStore != null && page.isGiven()) {
      throw new CommandException(
          "--html shows one store over time, so it cannot be combined with --with-store");
    }
    return page.isGiven();
  }

  @Override
  protected void writePage(JsonNode answer, PrintWriter err) {
    page.write(answer, err);
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
  protected boolean isYes(JsonNode answer) {
    return !super.isYes(answer);
  }

  @Override
  protected void print(JsonNode answer, PrintWriter out) {
    out.printf(
        "compared with offset %d, %s%n",
        answer.path("fromOffset").asLong(), AnswerTable.time(answer.path("fromAt")));
    if (paths) {
      new AnswerTable()
          .column("change", "change")
          .column("fingerprint", "fingerprint")
          .column("sequence", "sequence")
          .print(answer.path("changes"), out);
    } else {
      new AnswerTable()
          .column("change", "change")
          .column("type", "type")
          .idColumn()
          .column("offset", "offset")
          .timeColumn("expires", "end")
          .column("interface", "interface")
          .column("in between", AnswerText::between)
          .column("hops", AnswerTable::hops)
          .print(answer.path("changes"), out);
      answer.path("revocations").forEach(one -> printRevocation("revoked", one, out));
      answer
          .path("missingRevocations")
          .forEach(one -> printRevocation("revoked only in the first store,", one, out));
    }
    out.printf("%d did not change%n", answer.path("same").asLong());
    if (paths && withStore == null) {
      out.println(
          "Only the two moments were compared: waymark bisect --all lists when there was a path in"
              + " between.");
    }
  }

  private static void printRevocation(String lead, JsonNode one, PrintWriter out) {
    out.printf(
        "%s at offset %d, %s: %s, which killed %s%n",
        lead,
        one.path("offset").asLong(),
        AnswerTable.time(one.path("at")),
        one.path("interface").asText(),
        one.path("killed").isEmpty() ? "nothing" : AnswerTable.ids(one.path("killed")));
  }
}
