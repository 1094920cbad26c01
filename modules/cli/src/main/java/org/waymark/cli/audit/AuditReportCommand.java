package org.waymark.cli.audit;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.waymark.cli.command.CommandException;
import org.waymark.cli.command.ExitCode;
import org.waymark.cli.log.LogPlace;
import org.waymark.cli.log.TemporaryStore;
import org.waymark.cli.output.Csv;
import org.waymark.cli.output.PageOption;
import org.waymark.cli.world.OpenedLog;
import org.waymark.history.QueryBounds;
import org.waymark.history.UnknownPastException;
import org.waymark.history.report.AuditReportReader;
import org.waymark.history.report.ReportSpan;
import org.waymark.log.EventLog;
import org.waymark.log.LogException;
import org.waymark.runtime.Clock;
import org.waymark.runtime.SystemClock;
import org.waymark.store.row.StoreException;
import org.waymark.wire.DecoderLimits;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Reports on what a log recorded in a time span. */
@Command(
    name = "report",
    description = {
      "Reports who registered and revoked what in a time span, and what was rejected.",
      "The report counts the records of all topics per source, per AS, per path, per interface and"
          + " per reason, and lists starts and stops of replicas and accepted trust material. The"
          + " command reads only from Kafka. To determine the effects of records as a replica does,"
          + " it also applies the records from the 26 hours before the span. A moment is a UTC"
          + " time, a time relative to now such as -15m, or an offset."
    },
    footer = "  waymark audit report --from -1d --format csv --config deploy/waymark.toml",
    exitCodeList = {"0:something was recorded", "1:nothing was recorded", "2:error"})
final class AuditReportCommand implements Callable<Integer> {
  private static final Duration MAX_TIME = Duration.ofMinutes(30);
  private static final int MAX_ROWS = 100_000;

  @Spec private CommandSpec spec;

  @Mixin private LogPlace place;

  /** The output formats. */
  enum Format {
    TABLE,
    JSON,
    JSONL,
    CSV
  }

  @Option(
      names = "--from",
      required = true,
      paramLabel = "MOMENT",
      description =
          "The beginning of the time span: a UTC time (exclusive), a time relative to now, or an"
              + " offset of the events topic.")
  private String from;

  @Option(
      names = "--to",
      paramLabel = "MOMENT",
      defaultValue = "now",
      description =
          "The end of the time span: a UTC time (inclusive), a time relative to now, or an offset"
              + " of the events topic (exclusive). Default: ${DEFAULT-VALUE}.")
  private String to;

  @Option(
      names = "--format",
      paramLabel = "table|json|jsonl|csv",
      defaultValue = "table",
      description =
          "The output format: tables; one JSON object; JSON lines, with one line for each row of "
              + "every list; or CSV for spreadsheets, with one line for each count. With jsonl, "
              + "information about the report as a whole is written to standard error. Default: "
              + "${DEFAULT-VALUE}.")
  private Format format;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description =
          "The maximum number of rows per list; the remaining subjects are combined into one "
              + "row. Default: 1000.")
  private int limit = QueryBounds.DEFAULT_RESULTS;

  @Mixin private PageOption page;

  private final Clock clock = new SystemClock();

  @Override
  public Integer call() {
    if (limit < 1 || limit > MAX_ROWS) {
      throw new CommandException(
          "--limit must be a number from 1 to %d, got %d".formatted(MAX_ROWS, limit));
    }
    // Check that the page can be written before reading the log.
    page.isGiven();
    ObjectNode report = report();
    if (!report.path("found").asBoolean() && report.path("truncated").asBoolean()) {
      throw new CommandException(
          ("the time ran out after %d min, before any record in the span was counted: specify"
                      + " an earlier")
                  .formatted(MAX_TIME.toMinutes())
              + " end with --to");
    }
    page.write(report, spec.commandLine().getErr());
    print(report);
    return report.path("found").asBoolean() ? ExitCode.YES : ExitCode.NO;
  }

  private ObjectNode report() {
    long endNs = clock.monotonicNs() + MAX_TIME.toNanos();
    try (OpenedLog opened = place.open(clock);
        TemporaryStore empty = TemporaryStore.open(opened.settings())) {
      EventLog log = opened.eventLog();
      long nowMs = opened.clock().wallMs();
      return new AuditReportReader(log, nowMs, DecoderLimits.DEFAULT)
          .read(
              ReportSpan.of(log, from, to, nowMs),
              empty.store(),
              new QueryBounds(limit, () -> clock.monotonicNs() > endNs))
          .put("source", "the log at " + log.where());
    } catch (LogException | StoreException | UnknownPastException | IllegalArgumentException e) {
      throw new CommandException(e.getMessage(), e);
    }
  }

  private void print(ObjectNode report) {
    PrintWriter out = spec.commandLine().getOut();
    AuditReportTable table = new AuditReportTable(report);
    switch (format) {
      case TABLE -> {
        table.printHead(out);
        table.printLists(out);
        table.printEnd(out);
      }
      case JSON -> out.println(report.toPrettyString());
      case JSONL -> {
        // Programs read only the lines, so information about the report as a whole goes to the
        // other stream.
        PrintWriter err = spec.commandLine().getErr();
        table.printHead(err);
        AuditReportTable.LISTS.forEach(
            list ->
                report
                    .path(list)
                    .forEach(
                        row ->
                            out.println(
                                JsonNodeFactory.instance
                                    .objectNode()
                                    .put("list", list)
                                    .setAll((ObjectNode) row))));
        table.printEnd(err);
        err.flush();
      }
      case CSV -> Csv.print(AuditReportCsv.rows(report), out);
    }
    out.flush();
  }
}
