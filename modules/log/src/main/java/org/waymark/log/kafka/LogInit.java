package org.waymark.log.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;
import org.waymark.log.Appended;
import org.waymark.log.Entry;
import org.waymark.log.LogCheck;
import org.waymark.log.LogException;
import org.waymark.log.LogIdentity;
import org.waymark.log.LogOwner;
import org.waymark.log.LogRecord;
import org.waymark.log.LogSurvey;
import org.waymark.log.Topic;
import org.waymark.log.TopicSettings;
import org.waymark.runtime.Clock;
import org.waymark.runtime.Waiting;
import org.waymark.segment.IsdAs;

/**
 * Creates a new log: its topics and its trust anchors. No other code creates topics, and this code
 * runs only at the request of an operator (ARCHITECTURE, Making a log). If a replica created
 * missing topics on its own after a broker was wiped, all other replicas would discard their good
 * stores for an empty log.
 */
public final class LogInit {
  private static final String WRITER = "log init";
  private static final Duration PAUSE = Duration.ofMillis(20);

  private LogInit() {}

  /**
   * The replication of the topics.
   *
   * @param replicas the number of brokers that keep a copy of each topic
   * @param minInsyncReplicas the number of brokers that must have a record before it is
   *     acknowledged
   */
  public record Replication(int replicas, int minInsyncReplicas) {
    /** The replication with which losing any single broker loses no acknowledged event. */
    public static final Replication SAFE = new Replication(3, 2);

    /** The replication for a single broker. */
    public static final Replication SINGLE = new Replication(1, 1);
  }

  /**
   * The result of a run.
   *
   * @param made the names of the topics that were created
   * @param claimed whether the owner of the log was recorded
   * @param trustAppended the number of entries appended to {@code .trust}
   * @param otherTrust whether {@code .trust} starts with entries other than the given ones, in
   *     which case nothing was appended to it
   * @param warnings warnings about the current state of the log, one line each
   */
  public record Outcome(
      LogIdentity identity,
      List<String> made,
      boolean claimed,
      IsdAs owner,
      int trustAppended,
      boolean otherTrust,
      List<String> warnings) {
    /** {@return whether the log already existed and was complete} */
    public boolean nothingDone() {
      return made.isEmpty() && !claimed && trustAppended == 0;
    }

    /** {@return a description of the result in one line, for the operator} */
    public String text() {
      if (nothingDone()) {
        return "the log already exists in cluster "
            + identity.clusterId()
            + "; nothing was changed"
            + (otherTrust ? ", although its trust material differs from the given material" : "");
      }
      return "created "
          + (made.isEmpty() ? "no topic" : String.join(", ", made))
          + " in cluster "
          + identity.clusterId()
          + (claimed ? ", recorded AS " + owner + " as its owner" : "")
          + " and appended "
          + trustAppended
          + " trust entries"
          + (otherTrust ? "; the log's trust material differs from the given material" : "");
    }
  }

  /**
   * Creates the missing topics and appends trust to a new log. Running it again changes nothing. If
   * a run was interrupted, the next run completes it.
   *
   * @param owner the AS that owns the log; recorded if the log does not name an owner yet
   * @param trust anchors, TRCs and chains for {@code .trust}, in the order of acceptance; they must
   *     be encoded in the same way each time, so that a run recognises entries appended by an
   *     interrupted run
   * @throws LogException.OtherOwner if the log belongs to another AS; nothing is appended
   * @throws LogException.Missing if topics are missing while others contain records
   * @throws LogException.WrongSettings if a topic exists with wrong settings or cannot be created
   */
  public static Outcome init(
      KafkaLocation settings,
      Clock clock,
      Replication replication,
      IsdAs owner,
      List<Entry> trust) {
    List<String> made = makeTopics(settings, replication);
    try (KafkaEventLog log = KafkaEventLog.open(settings, clock)) {
      List<String> warnings = LogCheck.verify(log, Map.of());
      boolean claimed = LogOwner.claim(log, owner, WRITER);
      List<LogRecord> present = trust(log).limit(trust.size()).toList();
      boolean alike = beginAlike(trust, present);
      int appended =
          alike && present.size() < trust.size() ? appendTrust(log, trust, present.size()) : 0;
      return new Outcome(log.identity(), made, claimed, owner, appended, !alike, warnings);
    }
  }

  /**
   * Creates the missing topics.
   *
   * @return their names
   */
  public static List<String> makeTopics(KafkaLocation settings, Replication replication) {
    try (Admin admin = new KafkaClients(settings).admin()) {
      return makeTopics(admin, settings, replication);
    }
  }

  private static List<String> makeTopics(
      Admin admin, KafkaLocation settings, Replication replication) {
    LogSurvey survey = KafkaEventLog.survey(admin, settings);
    LogCheck.undamaged(survey);
    List<NewTopic> missing =
        Arrays.stream(Topic.values())
            .filter(topic -> survey.topic(topic).isEmpty())
            .map(topic -> newTopic(settings.names().of(topic), replication))
            .toList();
    try {
      KafkaSurvey.future(admin.createTopics(missing).all()).join();
    } catch (CompletionException failed) {
      if (!(failed.getCause() instanceof TopicExistsException)) {
        throw notMade(settings, failed.getCause());
      }
    }
    awaitVisible(admin, settings);
    return missing.stream().map(NewTopic::name).toList();
  }

  private static NewTopic newTopic(String name, Replication replication) {
    return new NewTopic(name, 1, (short) replication.replicas())
        .configs(TopicSettings.made(replication.minInsyncReplicas()));
  }

  private static LogException notMade(KafkaLocation settings, Throwable cause) {
    return new LogException.WrongSettings(
        "Kafka at "
            + settings.bootstrapServers()
            + " could not create the topics: "
            + cause.getMessage()
            + "; correct the requested replication or the permissions of this user");
  }

  /** Waits until every broker knows the new topics, which takes a short time. */
  private static void awaitVisible(Admin admin, KafkaLocation settings) {
    long deadlineNs = deadlineNs(settings.timeoutMs());
    while (KafkaEventLog.survey(admin, settings).topics().size() < Topic.values().length
        && System.nanoTime() < deadlineNs) {
      try {
        Waiting.pause(PAUSE);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /**
   * Appends the entries that are not yet present.
   *
   * @return the number of entries appended
   */
  private static int appendTrust(KafkaEventLog log, List<Entry> trust, int present) {
    List<CompletableFuture<Appended>> appends =
        trust.subList(present, trust.size()).stream()
            .map(entry -> log.append(Topic.TRUST, entry))
            .toList();
    for (CompletableFuture<Appended> append : appends) {
      try {
        append.join();
      } catch (CompletionException failed) {
        throw failed.getCause() instanceof LogException told ? told : failed;
      }
    }
    return appends.size();
  }

  /** {@return whether one list is a prefix of the other} */
  private static boolean beginAlike(List<Entry> trust, List<LogRecord> present) {
    for (int i = 0; i < Math.min(trust.size(), present.size()); i++) {
      LogRecord record = present.get(i);
      Entry entry = trust.get(i);
      if (!record.key().equals(entry.key()) || !Arrays.equals(record.value(), entry.value())) {
        return false;
      }
    }
    return true;
  }

  /** {@return the trust records, without those that name the log's owner} */
  private static Stream<LogRecord> trust(KafkaEventLog log) {
    List<LogRecord> records = new ArrayList<>();
    long start = log.start(Topic.TRUST);
    log.readToEnd(Topic.TRUST, log.identity().at(Topic.TRUST, start), records::addAll);
    return records.stream().filter(record -> LogOwner.named(record).isEmpty());
  }

  private static long deadlineNs(long timeoutMs) {
    return System.nanoTime() + Duration.ofMillis(timeoutMs).toNanos();
  }
}
