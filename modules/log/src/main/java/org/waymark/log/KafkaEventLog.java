package org.waymark.log;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.waymark.runtime.Clock;

/**
 * An event log in Kafka: an idempotent producer that waits for all in-sync replicas and always
 * names partition 0, a consumer of its own for each tail, and an admin client for questions.
 *
 * <p>No Kafka transactions are used, so offsets have no gaps (DESIGN 2).
 */
public final class KafkaEventLog implements EventLog {
  private static final String KIND = "kind";
  private static final int PARTITION = 0;

  private final KafkaSettings settings;
  private final KafkaClients clients;
  private final Clock clock;
  private final Admin admin;
  private final Producer<byte[], byte[]> producer;
  private volatile LogIdentity identity;
  private final ClockSkew skew = new ClockSkew();

  /**
   * {@return the log that is there}
   *
   * @param clock record times are compared with it
   * @throws LogException.Unreachable when Kafka does not answer
   * @throws LogException.Missing when a topic does not exist: they are made by {@link LogInit} only
   */
  public static KafkaEventLog open(KafkaSettings settings, Clock clock) {
    KafkaClients clients = new KafkaClients(settings);
    Admin admin = clients.admin();
    try {
      LogIdentity identity = LogIdentity.of(survey(admin, settings));
      Producer<byte[], byte[]> producer = clients.producer();
      KafkaEventLog log = new KafkaEventLog(settings, clients, clock, admin, producer, identity);
      log.learnWherePartitionsAre();
      return log;
    } catch (RuntimeException failed) {
      admin.close(Duration.ZERO);
      throw failed;
    }
  }

  /**
   * {@return a log that cannot be asked now} What is done with it fails until it is there; whether
   * it then is the expected one is to be checked before it is read ({@link LogCheck}).
   *
   * @param clock record times are compared with it
   * @param expected the log as a store knows it
   * @throws LogException.Unreachable when the settings cannot be used or no address can be resolved
   */
  public static KafkaEventLog openLater(KafkaSettings settings, Clock clock, LogIdentity expected) {
    KafkaClients clients = new KafkaClients(settings);
    Admin admin = clients.admin();
    try {
      return new KafkaEventLog(settings, clients, clock, admin, clients.producer(), expected);
    } catch (RuntimeException failed) {
      admin.close(Duration.ZERO);
      throw failed;
    }
  }

  private KafkaEventLog(
      KafkaSettings settings,
      KafkaClients clients,
      Clock clock,
      Admin admin,
      Producer<byte[], byte[]> producer,
      LogIdentity identity) {
    this.settings = settings;
    this.clients = clients;
    this.clock = clock;
    this.admin = admin;
    this.producer = producer;
    this.identity = identity;
  }

  @Override
  public LogIdentity identity() {
    return identity;
  }

  @Override
  public CompletableFuture<Appended> append(Topic topic, Entry entry) {
    String name = settings.names().of(topic);
    if (!identity.isWhole()) {
      // The producer would hold the caller up, in vain: who appends while the log is away may be a
      // timer, or one of two threads that verify. And it may be another log that comes.
      return CompletableFuture.failedFuture(
          new LogException.Unreachable(settings.bootstrapServers(), "it has not answered yet"));
    }
    CompletableFuture<Appended> answer = new CompletableFuture<>();
    AtomicBoolean queued = new AtomicBoolean();
    Thread caller = Thread.currentThread();
    long calledMs = clock.wallMs();
    try {
      producer.send(
          record(name, entry),
          (metadata, failure) -> {
            if (failure == null) {
              answer.complete(noted(calledMs, metadata));
            } else {
              // Before it takes an entry the producer answers on the caller's thread.
              boolean taken = queued.get() || Thread.currentThread() != caller;
              answer.completeExceptionally(
                  KafkaFailures.append(settings.bootstrapServers(), name, failure, taken));
            }
          });
      queued.set(true);
    } catch (RuntimeException failure) {
      answer.completeExceptionally(
          KafkaFailures.append(settings.bootstrapServers(), name, failure, false));
    }
    return answer;
  }

  @Override
  public Tail tail(Topic topic, Position from) {
    String name = settings.names().of(topic);
    LogCheck.sameLog(name, settings.bootstrapServers(), topic, from, identity);
    return new KafkaTail(
        clients.consumer(), new TopicPartition(name, PARTITION), from, settings.bootstrapServers());
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
    TopicPartition events = new TopicPartition(settings.names().of(Topic.EVENTS), PARTITION);
    String group = settings.names().lease();
    return new KafkaLease(() -> clients.groupMember(group), group, events, clock);
  }

  @Override
  public CompletableFuture<LogSurvey> survey() {
    CompletableFuture<LogSurvey> asked = new KafkaSurvey(admin, settings).ask();
    return identity.isWhole() ? asked : asked.whenComplete(this::learnIdentity);
  }

  /** Learns of a log that was expected what the store could not tell. */
  private void learnIdentity(LogSurvey survey, Throwable failure) {
    if (failure == null && LogCheck.isComplete(survey, identity.starts())) {
      identity = LogIdentity.of(survey);
    }
  }

  @Override
  public long clockSkewMs() {
    return skew.lastMs();
  }

  @Override
  public void close() {
    Duration atMost = Duration.ofMillis(settings.timeoutMs());
    try {
      producer.close(atMost);
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

  /** Lets the first append of a topic not wait for metadata. */
  private void learnWherePartitionsAre() {
    try {
      long deadlineNs = clock.monotonicNs() + Duration.ofMillis(settings.timeoutMs()).toNanos();
      for (Topic topic : Topic.values()) {
        learnWherePartitionIs(settings.names().of(topic), deadlineNs);
      }
    } catch (KafkaException failed) {
      producer.close(Duration.ZERO);
      throw KafkaFailures.unreachable(settings.bootstrapServers(), failed);
    }
  }

  /** The producer gives up early, for the sake of who appends; who opens a log has more time. */
  private void learnWherePartitionIs(String name, long deadlineNs) {
    while (true) {
      try {
        producer.partitionsFor(name);
        return;
      } catch (TimeoutException late) {
        if (clock.monotonicNs() >= deadlineNs) {
          throw late;
        }
      }
    }
  }

  private ListOffsetsResultInfo offset(Topic topic, OffsetSpec spec) {
    TopicPartition partition = new TopicPartition(settings.names().of(topic), PARTITION);
    return joined(
        settings,
        KafkaSurvey.future(admin.listOffsets(Map.of(partition, spec)).partitionResult(partition)));
  }

  private static ProducerRecord<byte[], byte[]> record(String name, Entry entry) {
    Header kind = new RecordHeader(KIND, entry.kind().getBytes(StandardCharsets.US_ASCII));
    return new ProducerRecord<>(
        name, PARTITION, entry.key().unsafeBytes(), entry.value(), List.of(kind));
  }

  private Appended noted(long calledMs, RecordMetadata metadata) {
    skew.note(calledMs, metadata.timestamp(), clock.wallMs());
    return new Appended(metadata.offset(), metadata.timestamp());
  }
}
