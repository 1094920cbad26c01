package org.waymark.cli.debug;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.waymark.cli.history.AnswerTable;
import org.waymark.cli.output.Columns;
import org.waymark.history.Moment;
import org.waymark.history.QueryBounds;
import org.waymark.history.debug.Breakpoint;
import org.waymark.history.debug.Halt;
import org.waymark.history.debug.KeyChange;
import org.waymark.history.debug.LogDebugger;
import org.waymark.history.debug.RecordEffects;
import org.waymark.history.debug.StateSummary;
import org.waymark.history.query.SegmentFields;
import org.waymark.history.tree.TreeListing;
import org.waymark.store.history.HistoryView;
import org.waymark.store.history.Tick;
import org.waymark.store.row.EventSource;
import org.waymark.store.row.RecordSummary;

/** Prints what the debugger finds, in human-readable form. */
final class DebugText {
  private final PrintWriter out;

  DebugText(PrintWriter out) {
    this.out = out;
  }

  /**
   * Prints the position at which a movement ended. If the movement ended early, also prints the
   * reason.
   */
  void print(Halt halt, LogDebugger debugger) {
    reason(halt).ifPresent(out::println);
    out.printf("offset %d, %s%s%n", halt.at().next(), clock(halt.at()), last(halt.at(), debugger));
    out.flush();
  }

  private static String clock(Moment moment) {
    return moment.next() == 0 && moment.isOffset() ? "no record applied" : time(moment.clockMs());
  }

  private static Optional<String> reason(Halt halt) {
    return switch (halt.reason()) {
      case MOVED -> Optional.empty();
      case END -> Optional.of("this is the end of the history");
      case BEGINNING -> Optional.of("the effects of earlier records are not known here");
      case BREAKPOINT -> halt.breakpoint().map(point -> "the last record touched " + point);
      case REACHED ->
          halt.flip()
              .map(
                  flip ->
                      "it %s from here on: %s"
                          .formatted(
                              flip.holds() ? "holds" : "does not hold",
                              String.join(", ", flip.causes())));
      case ALREADY ->
          Optional.of("the condition already holds (or, with not, already does not hold)");
      case NEVER ->
          Optional.of(
              "the condition does not begin to hold (or, with not, cease to hold) at any later"
                  + " moment up to now");
      case STOPPED_EARLY -> Optional.of("stopped early");
    };
  }

  private static String last(Moment at, LogDebugger debugger) {
    if (at.next() == 0) {
      return "";
    }
    return debugger
        .history()
        .record(at.next() - 1)
        .map(
            record ->
                "; record %d: %s%s"
                    .formatted(at.next() - 1, effect(record, debugger), subject(record)))
        .orElse("");
  }

  /** {@return a description of what the record did, including how a version was replaced} */
  private static String effect(RecordSummary record, LogDebugger debugger) {
    return record.effect() == RecordSummary.Effect.REPLACED
        ? debugger
            .last(QueryBounds.of(1))
            .map(effects -> words(effects.changes().getFirst().kind()))
            .orElseThrow()
        : words(record.effect());
  }

  private static String subject(RecordSummary record) {
    return record
        .ofSegment()
        .map(key -> " " + SegmentFields.text(key.type()) + " segment " + key.id().shortText())
        .or(() -> record.ofInterface().map(one -> " " + one))
        .or(() -> record.ofBlock().map(one -> " " + one))
        .orElse("");
  }

  /** Prints breakpoints with their numbers. */
  void print(List<Breakpoint> breakpoints) {
    for (int i = 0; i < breakpoints.size(); i++) {
      out.printf("%d  %s%n", i + 1, breakpoints.get(i));
    }
    if (breakpoints.isEmpty()) {
      out.println("there are no breakpoints");
    }
    out.flush();
  }

  /** Prints what a record did. */
  void print(Optional<RecordEffects> effects) {
    effects.ifPresentOrElse(
        this::print, () -> out.println("no record before this offset is known here"));
    out.flush();
  }

  private void print(RecordEffects effects) {
    out.printf(
        "record %d, %s%s%n",
        effects.offset(),
        time(effects.recordTimeMs()),
        effects.source().map(source -> ", from " + text(source)).orElse(""));
    List<List<String>> rows = new ArrayList<>();
    for (KeyChange change : effects.changes()) {
      rows.add(List.of("  " + words(change.kind()), change.path().toString(), details(change)));
    }
    if (!rows.isEmpty()) {
      Columns.print(rows, out);
    }
    if (effects.changes().stream().noneMatch(change -> change.kind().changesState())
        && !effects.truncated()) {
      out.printf("  %s: the state is the same as before%n", words(effects.effect()));
    }
    printTruncated(effects.truncated());
  }

  private static String details(KeyChange change) {
    List<String> details = new ArrayList<>();
    if (change.other().isPresent()) {
      long other = change.other().getAsLong();
      details.add(
          switch (change.kind()) {
            case PROLONGED, REPLACED -> "instead of the version of record " + other;
            case IGNORED -> "because the version of record %d ends later".formatted(other);
            case KILLED_ON_ARRIVAL -> "by the revocation of record " + other;
            default -> "the version of record " + other;
          });
    }
    String until = change.kind() == KeyChange.Kind.ENDED ? "which ended at " : "until ";
    change.endMs().ifPresent(endMs -> details.add(until + time(endMs)));
    if (!change.detail().isEmpty()) {
      details.add(change.detail());
    }
    return String.join(", ", details);
  }

  private static String text(EventSource source) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    SegmentFields.put(source, node);
    return AnswerTable.source(node);
  }

  /** Prints the position and the number of rows stored at that position. */
  void print(StateSummary state, HistoryView history) {
    out.printf(
        "offset %d, %s; this history covers offsets %d to %d%n",
        state.moment().next(), clock(state.moment()), history.first(), history.next());
    if (!state.lastTick().equals(Tick.NONE)) {
      out.printf(
          "last tick: record %d, which removed the rows that had ended by %s%n",
          state.lastTick().offset(), time(state.lastTick().timeMs()));
    }
    state
        .stored()
        .forEach(
            (type, count) ->
                out.printf(
                    "%s segments: %d, of which %d have not expired%n",
                    SegmentFields.text(type), count, state.valid().get(type)));
    out.println(
        state.rows().entrySet().stream()
            .map(row -> words(row.getKey()) + ": " + row.getValue())
            .collect(Collectors.joining(", ")));
    printTruncated(state.truncated());
    out.flush();
  }

  /**
   * Prints a listing.
   *
   * @param whole whether to print full paths instead of names
   */
  void print(TreeListing listing, boolean whole) {
    List<List<String>> rows = new ArrayList<>();
    for (TreeListing.Entry entry : listing.entries()) {
      String name = whole ? entry.path().toString() : entry.name();
      rows.add(List.of(name + (entry.isFolder() ? "/" : ""), entry.note()));
    }
    if (!rows.isEmpty()) {
      Columns.print(rows, out);
    }
    if (listing.more() > 0) {
      out.printf("%d more%n", listing.more());
    }
    printTruncated(listing.truncated());
    out.flush();
  }

  /** Prints the given lines unchanged. */
  void print(String lines) {
    out.print(lines);
    out.flush();
  }

  /** Prints an entry of the state. */
  void print(JsonNode content) {
    out.println(content.toPrettyString());
    out.flush();
  }

  private void printTruncated(boolean truncated) {
    if (truncated) {
      out.println("stopped early; there are more results");
    }
  }

  private static String words(Enum<?> name) {
    return name.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static String time(long ms) {
    return Instant.ofEpochMilli(ms).truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
