package org.waymark.log.kafka;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.waymark.log.Appended;
import org.waymark.log.Entry;
import org.waymark.log.EventLog;
import org.waymark.log.Lease;
import org.waymark.log.LogCheck;
import org.waymark.log.LogEnd;
import org.waymark.log.LogException;
import org.waymark.log.LogIdentity;
import org.waymark.log.LogSurvey;
import org.waymark.log.Position;
import org.waymark.log.Tail;
import org.waymark.log.Topic;
import org.waymark.runtime.Clock;

/**
 * An event log in Kafka. It uses an idempotent producer that waits for all in-sync replicas and
 * always names partition 0, one consumer per tail, and an admin client for surveys and offsets.
 *
 * <p>There are no Kafka transactions, so offsets have no gaps (ARCHITECTURE, The log).
 *
 * <p>Owned by the replica or the command that opened it. Thread-safe, as {@link EventLog} requires;
 * the clients of Kafka that it owns are never passed on.
 */
public final class KafkaEventLog implements EventLog {
  private final KafkaLocation settings;
  private final KafkaClients clients;
  private final Clock clock;
  private final Admin admin;
  private final KafkaAppender appender;
  private volatile LogIdentity identity;

  /**
   * Opens an existing log.
   *
   * @param clock the clock with which record times are compared
   * @throws LogException.Unreachable if Kafka does not answer
   * @throws LogException.Missing if a topic does not exist; only {@link LogInit} creates topics
   */
  public static KafkaEventLog open(KafkaLocation settings, Clock clock) {
    BootstrapServers servers = new BootstrapServers(settings.bootstrapServers());
    servers.requireAddresses();
    servers.requireResolved();
    KafkaClients clients = new KafkaClients(settings);
    Admin admin = clients.admin();
    try {
      LogIdentity identity = LogCheck.identity(survey(admin, settings));
      KafkaEventLog log = new KafkaEventLog(settings, clients, clock, admin, identity);
      log.learnTopics();
      return log;
    } catch (RuntimeException | Error failed) {
      admin.close(Duration.ZERO);
      throw failed;
    }
  }

  /**
   * Opens a log that cannot currently be reached, perhaps because its name does not resolve. Every
   * operation fails until the log is reachable. Then the caller must check that it is the expected
   * log before reading it ({@link LogCheck}).
   *
   * @param clock the clock with which record times are compared
   * @param expected the identity of the log according to a store
   * @throws LogException.Unreachable if the settings cannot be used
   */
  public static KafkaEventLog openLater(KafkaLocation settings, Clock clock, LogIdentity expected) {
    new BootstrapServers(settings.bootstrapServers()).requireAddresses();
    KafkaClients clients = new KafkaClients(settings);
    Admin admin = clients.admin();
    try {
      return new KafkaEventLog(settings, clients, clock, admin, expected);
    } catch (RuntimeException | Error failed) {
      admin.close(Duration.ZERO);
      throw failed;
    }
  }

  private KafkaEventLog(
      KafkaLocation settings,
      KafkaClients clients,
      Clock clock,
      Admin admin,
      LogIdentity identity) {
    this.settings = settings;
    this.clients = clients;
    this.clock = clock;
    this.admin = admin;
    this.identity = identity;
    this.appender = new KafkaAppender(clients::producer, settings.bootstrapServers(), clock);
  }

  @Override
  public LogIdentity identity() {
    return identity;
  }

  @Override
  public String where() {
    return settings.bootstrapServers();
  }

  @Override
  public CompletableFuture<Appended> append(Topic topic, Entry entry) {
    if (!identity.isWhole()) {
      // The log that eventually answers may be a different log.
      return CompletableFuture.failedFuture(
          new LogException.Unreachable(settings.bootstrapServers(), "it has not answered yet"));
    }
    return appender.append(settings.names().of(topic), entry);
  }

  @Override
  public Tail tail(Topic topic, Position from) {
    String name = settings.names().of(topic);
    LogCheck.sameLog(name, settings.bootstrapServers(), topic, from, identity);
    return new KafkaTail(
        clients::consumer,
        new TopicPartition(name, KafkaAppender.PARTITION),
        from,
        settings.bootstrapServers());
  }

  @Override
  public LogEnd end(Topic topic) {
    return KafkaSurvey.end(offset(topic, OffsetSpec.latest()));
  }

  @Override
  public long start(Topic topic) {
    return offset(topic, OffsetSpec.earliest()).offset();
  }

  @Override
  public long offsetAt(Topic topic, long timeMs) {
    // The end must be read first, so that a record appended between the two answers is not missed.
    long end = end(topic).nextOffset();
    long found = offset(topic, OffsetSpec.forTimestamp(timeMs)).offset();
    return found < 0 ? end : found;
  }

  @Override
  public Lease lease() {
    TopicPartition events =
        new TopicPartition(settings.names().of(Topic.EVENTS), KafkaAppender.PARTITION);
    String group = settings.names().lease();
    return new KafkaLease(() -> clients.groupMember(group), group, events, clock);
  }

  @Override
  public CompletableFuture<LogSurvey> survey() {
    CompletableFuture<LogSurvey> asked = new KafkaSurvey(admin, settings).ask();
    return identity.isWhole() ? asked : asked.thenCompose(this::learnIdentity);
  }

  /**
   * Completes the identity of the expected log with the facts that the store could not supply, and
   * fetches the partitions for appends. This runs on a new thread, because the thread that delivers
   * the survey must not block.
   */
  private CompletableFuture<LogSurvey> learnIdentity(LogSurvey survey) {
    if (!LogCheck.isComplete(survey, identity.starts())) {
      return CompletableFuture.completedFuture(survey);
    }
    return CompletableFuture.supplyAsync(
        () -> {
          appender.learn(topicNames(), settings.timeoutMs());
          identity = LogCheck.identity(survey);
          return survey;
        },
        work -> Thread.ofPlatform().daemon().name("waymark-log-found").start(work));
  }

  @Override
  public long clockSkewMs() {
    return appender.skewMs();
  }

  @Override
  public void close() {
    Duration atMost = Duration.ofMillis(settings.timeoutMs());
    try {
      appender.close(atMost);
    } finally {
      admin.close(atMost);
    }
  }

  /** Describes the topics that exist. */
  public static LogSurvey survey(Admin admin, KafkaLocation settings) {
    return joined(settings, new KafkaSurvey(admin, settings).ask());
  }

  /** Waits for an answer. */
  static <T> T joined(KafkaLocation settings, CompletableFuture<T> asked) {
    try {
      return asked.join();
    } catch (CompletionException failed) {
      throw KafkaFailures.unreachable(settings.bootstrapServers(), failed);
    }
  }

  private void learnTopics() {
    try {
      appender.learn(topicNames(), settings.timeoutMs());
    } catch (LogException failed) {
      appender.close();
      throw failed;
    }
  }

  private List<String> topicNames() {
    return Arrays.stream(Topic.values()).map(settings.names()::of).toList();
  }

  private ListOffsetsResultInfo offset(Topic topic, OffsetSpec spec) {
    TopicPartition partition =
        new TopicPartition(settings.names().of(topic), KafkaAppender.PARTITION);
    return joined(
        settings,
        KafkaSurvey.future(admin.listOffsets(Map.of(partition, spec)).partitionResult(partition)));
  }
}
