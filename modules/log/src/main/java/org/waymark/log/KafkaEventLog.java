package org.waymark.log;

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
import org.waymark.runtime.Clock;

/**
 * An event log in Kafka: an idempotent producer that waits for all in-sync replicas and always
 * names partition 0, a consumer of its own for each tail, and an admin client for questions.
 *
 * <p>No Kafka transactions are used, so offsets have no gaps (ARCHITECTURE, The log).
 */
public final class KafkaEventLog implements EventLog {
  private final KafkaSettings settings;
  private final KafkaClients clients;
  private final Clock clock;
  private final Admin admin;
  private final KafkaAppender appender;
  private volatile LogIdentity identity;

  /**
   * {@return the log that is there}
   *
   * @param clock record times are compared with it
   * @throws LogException.Unreachable when Kafka does not answer
   * @throws LogException.Missing when a topic does not exist: they are made by {@link LogInit} only
   */
  public static KafkaEventLog open(KafkaSettings settings, Clock clock) {
    BootstrapServers servers = new BootstrapServers(settings.bootstrapServers());
    servers.requireAddresses();
    servers.requireResolved();
    KafkaClients clients = new KafkaClients(settings);
    Admin admin = clients.admin();
    try {
      LogIdentity identity = LogIdentity.of(survey(admin, settings));
      KafkaEventLog log = new KafkaEventLog(settings, clients, clock, admin, identity);
      log.learnTopics();
      return log;
    } catch (RuntimeException | Error failed) {
      admin.close(Duration.ZERO);
      throw failed;
    }
  }

  /**
   * {@return a log that cannot be asked now, perhaps since its name does not resolve} What is done
   * with it fails until it is there; whether it then is the expected one is to be checked before it
   * is read ({@link LogCheck}).
   *
   * @param clock record times are compared with it
   * @param expected the log as a store knows it
   * @throws LogException.Unreachable when the settings cannot be used
   */
  public static KafkaEventLog openLater(KafkaSettings settings, Clock clock, LogIdentity expected) {
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
      KafkaSettings settings,
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
      // It may be another log that comes.
      return CompletableFuture.failedFuture(
          new LogException.Unreachable(settings.bootstrapServers(), "it has not answered yet"));
    }
    return appender.append(settings.names().of(topic), entry);
  }

  @Override
  public Tail tail(Topic topic, Position from) {
    String name = settings.names().of(topic);
    LogCheck.sameLog(name, settings.bootstrapServers(), topic, from, identity);
    return KafkaTail.open(
        clients.consumer(),
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
    // The end first: what is appended meanwhile must not lie between the two answers.
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
   * Learns of a log that was expected what the store could not tell, and where to append to it; on
   * a thread of its own, since the one that brings the answer must not wait.
   */
  private CompletableFuture<LogSurvey> learnIdentity(LogSurvey survey) {
    if (!LogCheck.isComplete(survey, identity.starts())) {
      return CompletableFuture.completedFuture(survey);
    }
    return CompletableFuture.supplyAsync(
        () -> {
          appender.learn(topicNames(), settings.timeoutMs());
          identity = LogIdentity.of(survey);
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

  /** {@return what the topics look like, whether they exist or not} */
  static LogSurvey survey(Admin admin, KafkaSettings settings) {
    return joined(settings, new KafkaSurvey(admin, settings).ask());
  }

  /** {@return the answer, waited for} */
  static <T> T joined(KafkaSettings settings, CompletableFuture<T> asked) {
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
