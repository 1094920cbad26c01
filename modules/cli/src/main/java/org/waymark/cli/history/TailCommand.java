package org.waymark.cli.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.waymark.cli.command.CommandException;
import org.waymark.cli.command.ExitCode;
import org.waymark.cli.command.StopSignals;
import org.waymark.cli.log.LogPlace;
import org.waymark.cli.world.OpenedLog;
import org.waymark.history.UnknownPastException;
import org.waymark.history.tail.RecordDocument;
import org.waymark.history.tail.TailFilter;
import org.waymark.history.tail.TailStart;
import org.waymark.log.EventLog;
import org.waymark.log.LogException;
import org.waymark.log.LogRecord;
import org.waymark.log.Tail;
import org.waymark.log.Token;
import org.waymark.log.Topic;
import org.waymark.runtime.Clock;
import org.waymark.runtime.SystemClock;
import org.waymark.segment.IsdAs;
import org.waymark.wire.event.EventBody;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints the records of a topic in order and, on request, waits for further records. */
@Command(
    name = "tail",
    description = {
      "Prints the records of a log in order, each exactly once.",
      "At the end, the command prints a token. If this token is passed to --since, a later run"
          + " continues after the last record that was read. With --format jsonl, every record has"
          + " its own token."
    },
    footer = "  waymark tail --since -10m --follow --as 1-14 --config deploy/waymark.toml",
    exitCodeList = {"0:there were records", "1:there were no records", "2:error"})
public final class TailCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private LogPlace place;

  /** The output formats. */
  enum Format {
    TABLE,
    JSONL
  }

  @Option(
      names = "--format",
      paramLabel = "table|jsonl",
      defaultValue = "table",
      description =
          "The output format: readable lines, or one JSON object per line. Default:"
              + " ${DEFAULT-VALUE}.")
  private Format format;

  @Option(
      names = "--topic",
      paramLabel = "TOPIC",
      defaultValue = "events",
      description = "The topic: events, trust or audit. Default: ${DEFAULT-VALUE}.")
  private Topic topic;

  @Option(
      names = "--since",
      paramLabel = "MOMENT|TOKEN",
      defaultValue = "-1h",
      description =
          "Where to start: a UTC time, a time relative to now, an offset in the topic, or a "
              + "token that this command has printed. Default: ${DEFAULT-VALUE}.")
  private String since;

  @Option(
      names = "--follow",
      description = "Keeps waiting for new records until SIGTERM or Ctrl-C.")
  private boolean follow;

  @Option(
      names = "--as",
      paramLabel = "ISD-AS",
      description =
          "Prints only records that concern this AS: segments whose path includes it, revocations"
              + " of its interfaces, and records that it sent.")
  private IsdAs as;

  @Option(
      names = "--isd",
      paramLabel = "ISD",
      description = "Prints only records that concern an AS of this ISD.")
  private Integer isd;

  @Option(
      names = "--segment",
      paramLabel = "ID",
      description = "Prints only records of segments whose id begins with these digits.")
  private String segment;

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      description =
          "Prints only records of this kind, such as segment, revocation or tick; with --topic"
              + " audit, registration-refused, revocation-refused, replica-started or"
              + " replica-stopped. Records that cannot be decoded are of kind unreadable.")
  private String kind;

  private final Clock clock = new SystemClock();
  private volatile boolean stopped;
  private boolean printed;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    requireKnownKind();
    try (OpenedLog opened = place.open(clock)) {
      if (follow && opened.isCopy()) {
        throw new CommandException(
            "--follow cannot wait for records from a virtual world, whose time passes only on"
                + " request: run the command again, with the token that it prints");
      }
      EventLog log = opened.eventLog();
      TailStart start = TailStart.of(log, topic, since, opened.clock().wallMs());
      start.warning().ifPresent(lost -> spec.commandLine().getErr().println("warning: " + lost));
      try (Tail tail = log.tail(topic, log.identity().at(topic, start.offset()));
          StopSignals _ = new StopSignals(() -> stop(tail))) {
        read(log, tail, out);
      }
      return printed ? ExitCode.YES : ExitCode.NO;
    } catch (LogException | UnknownPastException | IllegalArgumentException e) {
      throw new CommandException(e.getMessage(), e);
    }
  }

  private void requireKnownKind() {
    SortedSet<String> known = new TreeSet<>(EventBody.KINDS);
    known.add(RecordDocument.UNREADABLE);
    if (kind != null && !known.contains(kind)) {
      throw new CommandException(
          "there are no records of kind '%s'; the kinds are %s"
              .formatted(kind, String.join(", ", known)));
    }
  }

  private void stop(Tail tail) {
    stopped = true;
    tail.wakeup();
  }

  private void read(EventLog log, Tail tail, PrintWriter out) {
    String topicId = log.identity().at(topic, 0).topicId();
    RecordDocument documents = new RecordDocument(topic, topicId);
    TailFilter filter =
        new TailFilter(
            Optional.ofNullable(as),
            isd == null ? OptionalInt.empty() : OptionalInt.of(isd),
            Optional.ofNullable(segment).map(digits -> digits.toLowerCase(Locale.ROOT)),
            Optional.ofNullable(kind));
    long end = follow ? Long.MAX_VALUE : log.end(topic).nextOffset();
    long next = tail.nextOffset();
    try {
      while (!stopped && next < end) {
        List<LogRecord> records = tail.poll(EventLog.QUIET);
        if (records.isEmpty()) {
          // To the tail, a dead broker looks like a quiet topic. This call throws an exception if
          // the broker is dead.
          log.end(topic);
        }
        for (LogRecord record : records) {
          if (record.offset() < end) {
            print(documents.of(record), filter, out);
            next = record.offset() + 1;
          }
        }
        out.flush();
      }
    } finally {
      if (format == Format.TABLE) {
        out.println("continue with --since " + new Token(topicId, next));
        out.flush();
      }
    }
  }

  private void print(ObjectNode record, TailFilter filter, PrintWriter out) {
    if (filter.matches(record)) {
      printed = true;
      out.println(format == Format.JSONL ? record.toString() : line(record));
    }
  }

  private static String line(JsonNode record) {
    return "%d  %s  %s  %s"
        .formatted(
            record.path("offset").asLong(),
            record.path("at").asText(),
            record.path("kind").asText(),
            details(record))
        .strip();
  }

  private static String details(JsonNode record) {
    String end = AnswerTable.time(record.path("end"));
    return Stream.of(
            record.path("type").asText(),
            AnswerTable.shortId(record),
            AnswerTable.hops(record),
            ends(record),
            record.path("interface").asText(),
            record.path("subject").asText(),
            labelled("version", record.path("version").asText()),
            labelled("count", record.path("count").asText()),
            labelled("at tick", record.path("tick").asText()),
            record.path("state").asText(),
            labelled("digest", "%.12s".formatted(record.path("digest").asText())),
            record.path("reason").asText(),
            labelled("until", end),
            labelled("from", AnswerTable.source(record)))
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining("  "));
  }

  /** {@return the first and last AS of a rejected segment; its other hops are not recorded} */
  private static String ends(JsonNode record) {
    return record.has("hops") || !record.has("first")
        ? ""
        : record.path("first").asText() + " to " + record.path("last").asText();
  }

  private static String labelled(String label, String text) {
    return text.isEmpty() ? "" : label + " " + text;
  }
}
