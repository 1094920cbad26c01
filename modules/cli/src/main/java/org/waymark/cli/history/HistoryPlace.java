package org.waymark.cli.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.cli.command.CommandException;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.edge.config.StartupException;
import org.waymark.history.UnknownPastException;
import org.waymark.history.explain.Circumstances;
import org.waymark.history.explain.CircumstancesSource;
import org.waymark.history.explain.LogCircumstances;
import org.waymark.history.fold.LogFold;
import org.waymark.history.query.HistoryQueries;
import org.waymark.history.query.QueryContext;
import org.waymark.log.EventLog;
import org.waymark.log.LogException;
import org.waymark.log.TopicNames;
import org.waymark.log.kafka.KafkaEventLog;
import org.waymark.log.kafka.KafkaLocation;
import org.waymark.runtime.Clock;
import org.waymark.runtime.FaultHandler;
import org.waymark.runtime.FileTree;
import org.waymark.runtime.FileTrouble;
import org.waymark.runtime.SystemClock;
import org.waymark.store.Store;
import org.waymark.store.history.HistoryView;
import org.waymark.store.row.ApplySettings;
import org.waymark.store.row.StoreException;
import picocli.CommandLine.Option;

/**
 * The options that select the source of a query about the past: the store of a replica, which
 * answers the query itself if it is running, or Kafka alone.
 */
public final class HistoryPlace {
  private static final Logger log = LoggerFactory.getLogger(HistoryPlace.class);
  private static final int MAX_RESULTS = 100_000;
  private static final Duration MAX_TIME = Duration.ofMinutes(5);

  @Option(
      names = "--config",
      paramLabel = "FILE.toml",
      description =
          "The configuration of the replica, running or stopped, whose store to query. With --log,"
              + " only the topic prefix and the settings are taken from it.")
  private Path configFile;

  @Option(
      names = "--store",
      paramLabel = "DIR",
      description =
          "The store to query: that of a replica, running or stopped, or one created by a replay.")
  private Path store;

  @Option(
      names = "--log",
      paramLabel = "HOST:PORT",
      description =
          "The Kafka broker from which to read the log, instead of a store. This is slow, because"
              + " the records of the 26 h before the moment are read.")
  private String bootstrapServers;

  @Option(
      names = "--prefix",
      paramLabel = "PREFIX",
      description = "The prefix of the topics for --log. Default: the prefix in --config.")
  private TopicNames prefix;

  private final Clock clock = new SystemClock();

  /** {@return whether any of the options was given} */
  public boolean isGiven() {
    return configFile != null || store != null || bootstrapServers != null;
  }

  /**
   * Makes a query.
   *
   * @param moments the moments of the query, which determine the part of the log to read
   * @return the answer, with the field {@code source} that says where it comes from
   * @throws CommandException if there is no answer
   */
  public ObjectNode ask(ObjectNode query, List<String> moments) {
    try {
      JsonNode answer = bootstrapServers == null ? ofStore(query) : ofLog(query, moments);
      if (answer.has(HistoryQueries.ERROR)) {
        throw new CommandException(answer.path(HistoryQueries.ERROR).asText());
      }
      return (ObjectNode) answer;
    } catch (StartupException
        | StoreException
        | LogException
        | UnknownPastException
        | IllegalArgumentException e) {
      throw new CommandException(e.getMessage(), e);
    }
  }

  private Optional<ReplicaConfig> config() throws StartupException {
    return configFile == null ? Optional.empty() : Optional.of(ReplicaConfig.read(configFile));
  }

  /**
   * Opens a history and reads it as often as needed, unlike {@link #ask}. The store of a running
   * replica cannot be opened.
   *
   * @param moments the moments to read, which determine the part of the log to fold
   * @throws CommandException if there is no such history
   */
  public <T> T read(List<String> moments, Reader<T> reader) {
    try {
      return bootstrapServers == null
          ? readStore(folder(""), reader)
          : readLog(moments, (history, source, eventLog) -> reader.read(history, source));
    } catch (StoreException.InUse e) {
      throw new CommandException(
          e.getMessage() + ". The log of a running replica can be read with --log HOST:PORT", e);
    } catch (StartupException
        | StoreException
        | LogException
        | UnknownPastException
        | IllegalArgumentException e) {
      throw new CommandException(e.getMessage(), e);
    }
  }

  /** Reads a history while it is open. */
  @FunctionalInterface
  public interface Reader<T> {
    /**
     * Reads the history.
     *
     * @param source where the history comes from, as text
     */
    T read(HistoryView history, String source);
  }

  private interface LogReader<T> {
    T read(HistoryView history, String source, EventLog eventLog);
  }

  /**
   * {@return the directory of the store}
   *
   * @param others further sources that may be named instead
   */
  private Path folder(String others) throws StartupException {
    Optional<Path> folder =
        store == null ? config().map(ReplicaConfig::storeFolder) : Optional.of(store);
    return folder.orElseThrow(
        () ->
            new CommandException(
                "no source given: name the store with --config FILE.toml or --store DIR,%s or the log"
                        .formatted(others)
                    + " with --log HOST:PORT"));
  }

  private static <T> T readStore(Path from, Reader<T> reader) {
    try (Store stopped =
            Store.openExisting(from, FaultHandler.logging(log))
                .orElseThrow(() -> new CommandException("there is no store in " + from));
        HistoryView history = stopped.history()) {
      return reader.read(history, "history of the store in " + from);
    }
  }

  private <T> T readLog(List<String> moments, LogReader<T> reader) throws StartupException {
    Optional<ReplicaConfig> config = config();
    if (store != null || config.isEmpty() && prefix == null) {
      throw new CommandException(
          "--log requires the topic prefix, from --prefix or --config, and excludes --store");
    }
    KafkaLocation location =
        config
            .map(known -> known.withBootstrapServers(bootstrapServers).kafka())
            .map(known -> prefix == null ? known : known.withNames(prefix))
            .orElseGet(() -> KafkaLocation.of(bootstrapServers, prefix));
    ApplySettings settings = config.map(ReplicaConfig::applySettings).orElse(ApplySettings.DEFAULT);
    Path folder = temporaryFolder();
    try (EventLog eventLog = KafkaEventLog.open(location, clock);
        Store folded = Store.openRocks(folder, settings, FaultHandler.logging(log))) {
      new LogFold(eventLog, clock.wallMs()).into(folded, moments);
      try (HistoryView history = folded.history()) {
        return reader.read(
            history,
            "fold of the log at %s, offsets %d to %d"
                .formatted(eventLog.where(), history.first(), history.next()),
            eventLog);
      }
    } finally {
      delete(folder);
    }
  }

  private JsonNode ofStore(ObjectNode query) throws StartupException {
    Path from = folder(" a running world with --world DIR,");
    Optional<JsonNode> ofRunning = HistorySocket.ask(from, query);
    if (ofRunning.isPresent()) {
      return sourced(ofRunning.get(), "history of the running replica with the store in " + from);
    }
    CircumstancesSource circumstances = ofStopped();
    return readStore(
        from, (history, source) -> sourced(answer(history, query, circumstances), source));
  }

  private JsonNode ofLog(ObjectNode query, List<String> moments) throws StartupException {
    return readLog(
        moments,
        (history, source, eventLog) ->
            sourced(
                answer(
                    history,
                    query,
                    (view, moment) ->
                        new LogCircumstances(eventLog).addTo(Circumstances.UNKNOWN, view, moment)),
                source));
  }

  private JsonNode answer(HistoryView history, ObjectNode query, CircumstancesSource source) {
    long endNs = clock.monotonicNs() + MAX_TIME.toNanos();
    return HistoryQueries.answer(
        new QueryContext(
            history,
            query,
            clock.wallMs(),
            MAX_RESULTS,
            () -> clock.monotonicNs() > endNs,
            source));
  }

  /** {@return what finds out, from the log that a configuration names, what a store lacks} */
  private CircumstancesSource ofStopped() throws StartupException {
    Optional<ReplicaConfig> config = config();
    if (config.isEmpty()) {
      return (history, moment) ->
          Circumstances.UNKNOWN.with(
              "The log was not looked at: name the configuration of the replica with --config, so"
                  + " that its Kafka is known.");
    }
    // A store that was named beside the configuration may be that of another replica.
    Circumstances known =
        Circumstances.of(config.map(ReplicaConfig::id).filter(id -> store == null));
    return (history, moment) -> {
      try (EventLog eventLog = KafkaEventLog.open(config.get().kafka(), clock)) {
        return new LogCircumstances(eventLog).addTo(known, history, moment);
      } catch (LogException e) {
        return known.with("The log was not looked at: " + e.getMessage() + ".");
      }
    };
  }

  private static JsonNode sourced(JsonNode answer, String source) {
    if (answer instanceof ObjectNode object && !object.has(HistoryQueries.ERROR)) {
      object.put("source", source);
    }
    return answer;
  }

  private static Path temporaryFolder() {
    try {
      return Files.createTempDirectory("waymark-history-");
    } catch (IOException e) {
      throw new CommandException("cannot create a folder for the fold: " + FileTrouble.of(e), e);
    }
  }

  private static void delete(Path folder) {
    try {
      FileTree.delete(folder);
    } catch (IOException e) {
      log.warn("Cannot delete {}: {}", folder, FileTrouble.of(e));
    }
  }
}
