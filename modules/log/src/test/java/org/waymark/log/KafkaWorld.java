package org.waymark.log;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.waymark.log.kafka.KafkaEventLog;
import org.waymark.log.kafka.KafkaLocation;
import org.waymark.log.kafka.LogInit;
import org.waymark.log.kafka.LogInit.Replication;
import org.waymark.runtime.Clock;
import org.waymark.runtime.SystemClock;

/** Controls a log in Kafka with a prefix of its own, for the contract tests. */
public final class KafkaWorld implements World {
  private static final long SLOW_BROKER_MS = 20_000;
  private static final long NO_BROKER_MS = 3_000;
  private static final long PATIENT_MS = 20_000;

  private final TestKafka kafka;
  private final KafkaLocation settings;
  private final Admin admin;
  private final List<EventLog> opened = new ArrayList<>();
  private boolean away;
  private OptionalLong damaged = OptionalLong.empty();

  public KafkaWorld(TestKafka kafka, String prefix) {
    this.kafka = kafka;
    this.settings =
        KafkaLocation.of(kafka.bootstrapServers(), new TopicNames(prefix))
            .withTimeoutMs(SLOW_BROKER_MS);
    this.admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
    LogInit.makeTopics(settings, Replication.SINGLE);
  }

  public KafkaLocation settings() {
    return settings;
  }

  @Override
  public EventLog open() {
    return open(settings, new SystemClock());
  }

  @Override
  public EventLog openImpatient() {
    return open(settings.withTimeoutMs(NO_BROKER_MS), new SystemClock());
  }

  @Override
  public EventLog openLater(LogIdentity expected) {
    EventLog log =
        KafkaEventLog.openLater(settings.withTimeoutMs(NO_BROKER_MS), new SystemClock(), expected);
    opened.add(log);
    return log;
  }

  /** {@return the log, opened with a timeout of 20 s for each answer} */
  public EventLog openPatient() {
    return open(settings.withTimeoutMs(PATIENT_MS), new SystemClock());
  }

  public EventLog open(Clock clock) {
    return open(settings, clock);
  }

  private EventLog open(KafkaLocation with, Clock clock) {
    EventLog log = KafkaEventLog.open(with, clock);
    opened.add(log);
    return log;
  }

  @Override
  public boolean reachesBroker() {
    return kafka.broker().isPresent();
  }

  @Override
  public void truncate(Topic topic, long end) {
    kafka.broker().orElseThrow().truncate(name(topic), end);
  }

  @Override
  public void backUp() {
    kafka.broker().orElseThrow().backUp();
  }

  @Override
  public void restoreBackup() {
    kafka.broker().orElseThrow().restoreBackup();
  }

  @Override
  public void damage(long from) {
    kafka.broker().orElseThrow().flipABit(name(Topic.EVENTS), from);
    damaged = OptionalLong.of(from);
  }

  @Override
  public void mend() {
    kafka.broker().orElseThrow().flipABit(name(Topic.EVENTS), damaged.orElseThrow());
  }

  @Override
  public void takeAway() {
    kafka.broker().orElseThrow().stop();
    away = true;
  }

  @Override
  public void bringBack() {
    kafka.broker().orElseThrow().startAgain();
    away = false;
  }

  @Override
  public void trim(Topic topic, long start) {
    done(
        admin
            .deleteRecords(
                Map.of(new TopicPartition(name(topic), 0), RecordsToDelete.beforeOffset(start)))
            .all());
  }

  @Override
  public void delete(Topic topic) {
    done(admin.deleteTopics(List.of(name(topic))).all());
    while (exists(topic)) {
      Thread.onSpinWait();
    }
  }

  @Override
  public void makeAgain(Topic topic) {
    delete(topic);
    NewTopic again = new NewTopic(name(topic), 1, (short) 1).configs(TopicSettings.made(1));
    done(admin.createTopics(List.of(again)).all());
    while (!exists(topic)) {
      Thread.onSpinWait();
    }
  }

  @Override
  public void widen(Topic topic, int partitions) {
    done(admin.createPartitions(Map.of(name(topic), NewPartitions.increaseTo(partitions))).all());
    while (described(topic).partitions() != partitions) {
      Thread.onSpinWait();
    }
  }

  @Override
  public void set(Topic topic, String setting, String value) {
    var operation = new AlterConfigOp(new ConfigEntry(setting, value), AlterConfigOp.OpType.SET);
    done(
        admin
            .incrementalAlterConfigs(
                Map.of(
                    new ConfigResource(ConfigResource.Type.TOPIC, name(topic)), List.of(operation)))
            .all());
    while (!value.equals(described(topic).settings().get(setting))) {
      Thread.onSpinWait();
    }
  }

  @Override
  public void close() {
    if (away) {
      bringBack(); // A failed test must not make the others fail.
    }
    opened.forEach(EventLog::close);
    admin.close();
  }

  public String name(Topic topic) {
    return settings.names().of(topic);
  }

  public Admin admin() {
    return admin;
  }

  /**
   * Waits for a change to become visible, which takes a moment after the broker has acknowledged
   * it.
   */
  private TopicView described(Topic topic) {
    return KafkaEventLog.survey(admin, settings).topic(topic).orElseThrow();
  }

  private boolean exists(Topic topic) {
    try {
      done(admin.describeTopics(List.of(name(topic))).allTopicNames());
      return true;
    } catch (IllegalStateException failed) {
      if (failed.getCause() instanceof UnknownTopicOrPartitionException) {
        return false;
      }
      throw failed;
    }
  }

  private static <T> T done(KafkaFuture<T> asked) {
    try {
      return asked.get(30, SECONDS);
    } catch (ExecutionException failed) {
      throw new IllegalStateException(failed.getCause());
    } catch (InterruptedException | TimeoutException failed) {
      throw new IllegalStateException(failed);
    }
  }
}
