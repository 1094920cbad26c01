package org.waymark.cli.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.cli.command.CommandException;
import org.waymark.cli.command.ConfigFile;
import org.waymark.cli.control.ReplicaSocket;
import org.waymark.cli.log.LogLocation;
import org.waymark.cli.log.TemporaryStore;
import org.waymark.cli.world.OpenedLog;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.edge.config.StartupException;
import org.waymark.history.QueryBounds;
import org.waymark.history.UnknownPastException;
import org.waymark.history.explain.Circumstances;
import org.waymark.history.explain.CircumstancesSource;
import org.waymark.history.explain.LogCircumstances;
import org.waymark.history.fold.LogFold;
import org.waymark.history.query.HistoryQueries;
import org.waymark.history.query.QueryContext;
import org.waymark.log.EventLog;
import org.waymark.log.LogException;
import org.waymark.log.Topic;
import org.waymark.log.TopicNames;
import org.waymark.log.kafka.KafkaEventLog;
import org.waymark.log.kafka.KafkaLocation;
import org.waymark.runtime.Clock;
import org.waymark.runtime.SystemClock;
import org.waymark.store.history.HistoryView;
import org.waymark.store.row.ApplySettings;
import org.waymark.store.row.StoreException;
import picocli.CommandLine.Option;

/**
 * The options that select the source that answers a query about the past. The source is either a
 * replica's store or a log in Kafka. If the store belongs to a running replica, that replica
 * answers the query.
 */
public final class HistoryPlace {
  private static final Logger log = LoggerFactory.getLogger(HistoryPlace.class);
  private static final int MAX_RESULTS = 100_000;
  private static final int MAX_ITEMS = 1_000_000;
  private static final Duration MAX_TIME = Duration.ofMinutes(5);

  @Option(
      names = "--config",
      paramLabel = "FILE.toml",
      description =
          "The configuration of the replica whose store is to be queried. The replica may be"
              + " running or stopped. With --log, only the topic prefix and the settings are read"
              + " from this file.")
  private Path configFile;

  @Option(
      names = "--store",
      paramLabel = "DIR",
      description =
          "The store to query: that of a running or stopped replica, or one created by a replay.")
  private Path store;

  @Option(
      names = "--log",
      paramLabel = "HOST:PORT",
      description =
          "The Kafka broker from which to read the log, instead of querying a store. This is "
              + "slow, because it reads all records from the 26 hours before the requested moment.")
  private String bootstrapServers;

  @Option(
      names = "--prefix",
      paramLabel = "PREFIX",
      description = "The prefix of the topics for --log. Default: the prefix in --config.")
  private TopicNames prefix;

  @Option(
      names = "--http",
      paramLabel = "URL",
      description =
          "The HTTP interface of a running replica on any machine, which is http.listen in its"
              + " configuration: http://IP:PORT. Use this option instead of the others.")
  private URI server;

  @Option(
      names = "--token",
      paramLabel = "FILE",
      description = "A file whose first line is a token of the replica (http.tokens), for --http.")
  private Path token;

  private final Clock clock = new SystemClock();

  /** {@return whether any of the options was given} */
  public boolean isGiven() {
    return configFile != null || store != null || bootstrapServers != null || server != null;
  }

  /**
   * Executes a query.
   *
   * @param moments the moments of the query, which determine the part of the log to read
   * @param second the directory of a second store, for a query that compares two stores
   * @return the answer, whose field {@code source} says where the answer comes from
   * @throws CommandException if there is no answer
   */
  public ObjectNode ask(ObjectNode query, List<String> moments, Optional<Path> second) {
    if (second.isPresent() && bootstrapServers != null) {
      throw new CommandException(
          "--log cannot be combined with a second store: replay the log into a directory with"
              + " waymark replay, and specify that with --store");
    }
    if (server != null && (configFile != null || store != null || second.isPresent())) {
      throw new CommandException("--http cannot be combined with --config or a store");
    }
    return reported(
        () -> {
          JsonNode answer = answer(query, moments, second);
          if (answer.has(HistoryQueries.ERROR)) {
            String advice = answer.path(HistoryQueries.MAY_BE_IN_LOG).asBoolean() ? advice() : "";
            throw new CommandException(answer.path(HistoryQueries.ERROR).asText() + advice);
          }
          return (ObjectNode) answer;
        });
  }

  private JsonNode answer(ObjectNode query, List<String> moments, Optional<Path> second)
      throws StartupException {
    if (server != null) {
      return sourced(
          new HistoryServer(server, Optional.ofNullable(token)).ask(query),
          "history of the replica at " + server);
    }
    return bootstrapServers == null ? ofStore(query, second) : ofLog(query, moments);
  }

  private interface Work<T> {
    T run() throws StartupException;
  }

  /**
   * Runs a task, and converts failures caused by the user's input, a store or a log to exceptions
   * for the user.
   *
   * @return the task's result
   */
  private static <T> T reported(Work<T> work) {
    try {
      return work.run();
    } catch (StartupException
        | StoreException
        | LogException
        | UnknownPastException
        | IllegalArgumentException e) {
      throw new CommandException(e.getMessage(), e);
    }
  }

  /**
   * {@return a sentence for the end of a message, which explains how to query the log for facts
   * that the store lacks}
   */
  private String advice() throws StartupException {
    if (bootstrapServers != null) {
      return "";
    }
    String how =
        config()
            .map(
                known ->
                    "--config %s --log %s".formatted(configFile, known.kafka().bootstrapServers()))
            .orElse("--log HOST:PORT --prefix PREFIX");
    return ". The log itself may contain more records: repeat the command with "
        + how
        + (store == null ? "" : " and without --store");
  }

  private Optional<ReplicaConfig> config() throws StartupException {
    return configFile == null ? Optional.empty() : Optional.of(ConfigFile.read(configFile));
  }

  /**
   * Opens a history and reads it as often as needed, unlike {@link #ask}. The store of a running
   * replica cannot be opened.
   *
   * @param moments the moments to read, which determine the part of the log to fold
   * @throws CommandException if the history cannot be opened
   */
  public <T> T read(List<String> moments, Reader<T> reader) {
    if (server != null) {
      throw new CommandException(
          "--http cannot be used here: specify a stopped store with --store DIR or --config"
              + " FILE.toml, or the log with --log HOST:PORT");
    }
    return reported(
        () -> {
          if (bootstrapServers != null) {
            return readLog(
                moments,
                (history, source, eventLog) -> reader.read(history, source, clock.wallMs()));
          }
          try (StoppedStore stopped = StoppedStore.open(folder())) {
            return reader.read(stopped.history(), stopped.text(), stopped.nowMs(clock));
          } catch (StoreException.InUse e) {
            throw new CommandException(
                e.getMessage() + ". The log of a running replica can be read with --log HOST:PORT",
                e);
          }
        });
  }

  /**
   * Folds the log of a world into a history and reads it, like {@link #read}.
   *
   * @param world the options that select the log
   */
  public <T> T readLogOf(WorldPlace world, List<String> moments, Reader<T> reader) {
    if (isGiven()) {
      throw new CommandException("--world cannot be combined with --config, --store or --log");
    }
    return reported(
        () -> {
          try (OpenedLog opened = world.openLog(clock)) {
            return fold(
                opened,
                moments,
                (history, source, eventLog) ->
                    reader.read(history, source, opened.clock().wallMs()));
          }
        });
  }

  /** Reads a history while it is open. */
  @FunctionalInterface
  public interface Reader<T> {
    /**
     * Reads the history.
     *
     * @param source a description of the source of the history
     * @param nowMs the time that counts as "now" in the history, in Unix milliseconds
     */
    T read(HistoryView history, String source, long nowMs);
  }

  private interface LogReader<T> {
    T read(HistoryView history, String source, EventLog eventLog);
  }

  private Path folder() throws StartupException {
    Optional<Path> folder =
        store == null ? config().map(ReplicaConfig::storeFolder) : Optional.of(store);
    return folder.orElseThrow(
        () ->
            new CommandException(
                "no source given: specify the store with --config FILE.toml or --store DIR, a"
                    + " running world with --world DIR, or the log with --log HOST:PORT"));
  }

  private JsonNode ofStore(ObjectNode query, Optional<Path> second) throws StartupException {
    Path from = folder();
    if (second.isPresent()) {
      return ofTwo(query, from, second.get());
    }
    Optional<JsonNode> ofRunning = HistorySocket.ask(from, query);
    if (ofRunning.isPresent()) {
      return sourced(ofRunning.get(), "history of the running replica with the store in " + from);
    }
    try (StoppedStore stopped = StoppedStore.open(from)) {
      return ofStopped(query, stopped, Optional.empty());
    } catch (StoreException.InUse e) {
      throw new CommandException(
          ("the store in %s is in use by a running replica, but nothing answers at its socket %s:"
                  + " run this command on the machine of that replica and as the same user, so that"
                  + " the replica can answer through the socket")
              .formatted(from, ReplicaSocket.HISTORY.place(from)),
          e);
    }
  }

  private JsonNode ofTwo(ObjectNode query, Path from, Path second) throws StartupException {
    try (StoppedStore first = StoppedStore.open(from);
        StoppedStore other = StoppedStore.open(second)) {
      return ofStopped(query, first, Optional.of(other));
    } catch (StoreException.InUse running) {
      throw new CommandException(
          ("%s. A running replica cannot compare its store with another. Replay the log into a"
                  + " directory with waymark replay, and compare that directory instead")
              .formatted(running.getMessage()),
          running);
    }
  }

  private JsonNode ofStopped(ObjectNode query, StoppedStore first, Optional<StoppedStore> second)
      throws StartupException {
    ObjectNode answer =
        answer(
            first.history(),
            query,
            first.nowMs(clock),
            ofStopped(),
            second.map(other -> other.other(clock)));
    first.addTo(answer, "replay");
    second.ifPresent(other -> other.addTo(answer, "secondReplay"));
    return sourced(
        answer,
        second
            .map(other -> "%s; second store: %s".formatted(first.text(), other.text()))
            .orElseGet(first::text));
  }

  private JsonNode ofLog(ObjectNode query, List<String> moments) throws StartupException {
    return readLog(
        moments,
        (history, source, eventLog) ->
            sourced(
                withRetention(
                    answer(
                        history,
                        query,
                        clock.wallMs(),
                        (view, moment) ->
                            new LogCircumstances(eventLog)
                                .addTo(Circumstances.UNKNOWN, view, moment),
                        Optional.empty()),
                    eventLog.start(Topic.EVENTS)),
                source));
  }

  private <T> T readLog(List<String> moments, LogReader<T> reader) throws StartupException {
    Optional<ReplicaConfig> config = config();
    if (store != null || config.isEmpty() && prefix == null) {
      throw new CommandException(
          "--log requires the topic prefix, from --prefix or --config, and cannot be combined with"
              + " --store");
    }
    KafkaLocation location =
        LogLocation.of(config, Optional.of(bootstrapServers), Optional.ofNullable(prefix))
            .orElseThrow();
    ApplySettings settings = config.map(ReplicaConfig::applySettings).orElse(ApplySettings.DEFAULT);
    try (OpenedLog opened =
        new OpenedLog(
            KafkaEventLog.open(location, clock), location.names(), settings, clock, false)) {
      return fold(opened, moments, reader);
    }
  }

  private static <T> T fold(OpenedLog opened, List<String> moments, LogReader<T> reader) {
    EventLog eventLog = opened.eventLog();
    try (TemporaryStore folded = TemporaryStore.open(opened.settings())) {
      new LogFold(eventLog, opened.clock().wallMs()).into(folded.store(), moments);
      try (HistoryView history = folded.store().history()) {
        return reader.read(
            history,
            "fold of the log at %s, offsets %d to %d"
                .formatted(eventLog.where(), history.first(), history.next()),
            eventLog);
      }
    }
  }

  private static JsonNode withRetention(JsonNode answer, long start) {
    if (start > 0 && answer.path(HistoryQueries.MAY_BE_IN_LOG).asBoolean()) {
      return HistoryQueries.error(
          ("%s. The log cannot answer this either, because retention has removed its records"
                  + " before offset %d")
              .formatted(answer.path(HistoryQueries.ERROR).asText(), start));
    }
    return answer;
  }

  private ObjectNode answer(
      HistoryView history,
      ObjectNode query,
      long nowMs,
      CircumstancesSource source,
      Optional<QueryContext.Other> second) {
    long endNs = clock.monotonicNs() + MAX_TIME.toNanos();
    return HistoryQueries.answer(
        new QueryContext(
            history,
            query,
            nowMs,
            new QueryBounds(MAX_RESULTS, () -> clock.monotonicNs() > endNs, MAX_ITEMS),
            source,
            second));
  }

  /**
   * {@return a source that adds facts from the log in the configuration to the facts in a store}
   */
  private CircumstancesSource ofStopped() throws StartupException {
    Optional<ReplicaConfig> config = config();
    if (config.isEmpty()) {
      return (history, moment) ->
          Circumstances.UNKNOWN.with(
              "The log was not read, because the Kafka servers are unknown: specify the replica's"
                  + " configuration with --config.");
    }
    // If a store was given in addition to the configuration, it may belong to another replica.
    Circumstances known =
        Circumstances.of(config.map(ReplicaConfig::id).filter(id -> store == null));
    return (history, moment) -> {
      try (EventLog eventLog = KafkaEventLog.open(config.get().kafka(), clock)) {
        return new LogCircumstances(eventLog).addTo(known, history, moment);
      } catch (LogException e) {
        return known.with("The log was not read: " + e.getMessage() + ".");
      }
    };
  }

  private static JsonNode sourced(JsonNode answer, String source) {
    if (answer instanceof ObjectNode object && !object.has(HistoryQueries.ERROR)) {
      object.put("source", source);
    }
    return answer;
  }
}
