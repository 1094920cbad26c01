package org.waymark.log;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;

/**
 * Checks that a log is the expected one and has the required settings (ARCHITECTURE, Making a log).
 * A replica runs this check at every start; {@link LogWatch} repeats it once a second.
 */
public final class LogCheck {
  private static final long UNLIMITED_MS = Long.parseLong(TopicSettings.UNLIMITED);

  private LogCheck() {}

  /**
   * Requests a survey of the log and checks it.
   *
   * @param known the stored positions; empty for a replica without a store
   * @return warnings, one line each
   * @throws LogException with a message that names the fix
   */
  public static List<String> verify(EventLog log, Map<Topic, Position> known) {
    try {
      return verify(log.survey().join(), known);
    } catch (CompletionException failed) {
      if (failed.getCause() instanceof LogException told) {
        throw told;
      }
      throw failed;
    }
  }

  /**
   * Checks a survey of a log.
   *
   * @param known positions in the expected log
   * @return warnings, one line each
   * @throws LogException.Missing if a topic does not exist
   * @throws LogException.Replaced if the cluster or a topic is not the expected one
   * @throws LogException.WrongSettings if a topic has the wrong settings or number of partitions
   */
  public static List<String> verify(LogSurvey survey, Map<Topic, Position> known) {
    complete(survey, known);
    for (Topic topic : Topic.values()) {
      onePartition(survey, topic, survey.topics().get(topic));
      fixedSettings(survey, topic, survey.topics().get(topic));
      retention(survey, topic, survey.topics().get(topic));
    }
    return warnings(survey);
  }

  /**
   * {@return the identity of the log described by the survey}
   *
   * @throws LogException.Missing if a topic does not exist
   */
  public static LogIdentity identity(LogSurvey survey) {
    complete(survey, Map.of());
    return new LogIdentity(
        survey.clusterId(),
        survey.topics().entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, topic -> topic.getValue().topicId())));
  }

  /**
   * Throws an exception if the log is in a different cluster, or if a topic was replaced or does
   * not exist.
   */
  static void complete(LogSurvey survey, Map<Topic, Position> known) {
    for (Topic topic : Topic.values()) {
      String name = survey.names().of(topic);
      Optional<Position> position = Optional.ofNullable(known.get(topic));
      position.ifPresent(
          expected ->
              same(name, survey.where(), "cluster id", expected.clusterId(), survey.clusterId()));
      TopicView view = survey.topic(topic).orElseThrow(() -> missing(survey, topic, known));
      position.ifPresent(
          expected -> same(name, survey.where(), "topic id", expected.topicId(), view.topicId()));
    }
  }

  /** {@return whether every topic exists and has the expected id, if that id is known} */
  public static boolean isComplete(LogSurvey survey, Map<Topic, Position> known) {
    try {
      complete(survey, known);
      return true;
    } catch (LogException.Missing | LogException.Replaced other) {
      return false;
    }
  }

  /** Throws an exception if some topics are missing while others contain records. */
  public static void undamaged(LogSurvey survey) {
    for (Topic topic : Topic.values()) {
      if (survey.topic(topic).isEmpty()
          && survey.topics().values().stream().anyMatch(view -> view.end().nextOffset() > 0)) {
        throw missing(survey, topic, Map.of());
      }
    }
  }

  /**
   * Throws an exception if a position does not belong to the log that was opened at the given
   * address.
   */
  public static void sameLog(
      String name, String where, Topic topic, Position position, LogIdentity found) {
    same(name, where, "cluster id", position.clusterId(), found.clusterId());
    same(name, where, "topic id", position.topicId(), found.topicIds().get(topic));
  }

  private static void same(String name, String where, String what, String known, String found) {
    if (!known.equals(found)) {
      throw new LogException.Replaced(name, where, what, known, found);
    }
  }

  private static LogException missing(LogSurvey survey, Topic topic, Map<Topic, Position> known) {
    String name = survey.names().of(topic);
    if (!known.isEmpty()) {
      return LogException.Missing.lost(topic, name, survey.where());
    }
    return survey.topics().entrySet().stream()
        .filter(other -> other.getValue().end().nextOffset() > 0)
        .findFirst()
        .map(
            other ->
                LogException.Missing.damaged(
                    topic, name, survey.where(), survey.names().of(other.getKey())))
        .orElseGet(() -> LogException.Missing.neverMade(topic, name, survey.where()));
  }

  private static void onePartition(LogSurvey survey, Topic topic, TopicView view) {
    if (view.partitions() != 1) {
      throw new LogException.WrongSettings(
          "topic "
              + survey.names().of(topic)
              + " at "
              + survey.where()
              + " has "
              + view.partitions()
              + " partitions but must have 1, so that all events are in one order; partitions"
              + " cannot be removed: stop all replicas, and create a new log under another prefix");
    }
  }

  private static void fixedSettings(LogSurvey survey, Topic topic, TopicView view) {
    List<String> wrong = new ArrayList<>();
    List<String> right = new ArrayList<>();
    TopicSettings.FIXED.forEach(
        (setting, value) -> {
          String found = text(view, setting);
          if (!found.equals(value)) {
            wrong.add(setting + "=" + found);
            right.add(setting + "=" + value);
          }
        });
    if (!wrong.isEmpty()) {
      throw wrongSettings(survey, topic, String.join(", ", wrong), String.join(",", right));
    }
  }

  /**
   * Checks the retention time. A retention time that cannot be read causes only a warning; see
   * {@link #warnings}.
   */
  private static void retention(LogSurvey survey, Topic topic, TopicView view) {
    OptionalLong found = number(view, TopicSettings.RETENTION_MS);
    if (found.isEmpty() || found.getAsLong() == UNLIMITED_MS) {
      return;
    }
    boolean longEnough =
        topic != Topic.TRUST && found.getAsLong() >= TopicSettings.LEAST_RETENTION_MS;
    if (!longEnough) {
      throw wrongSettings(
          survey,
          topic,
          TopicSettings.RETENTION_MS
              + "="
              + found.getAsLong()
              + (topic == Topic.TRUST
                  ? " (trust is kept permanently)"
                  : " (below " + TopicSettings.LEAST_RETENTION_MS + ")"),
          TopicSettings.RETENTION_MS + "=" + TopicSettings.UNLIMITED);
    }
  }

  /**
   * {@return the value of a numeric setting; empty if the broker reports no value that can be
   * parsed}
   */
  private static OptionalLong number(TopicView view, String setting) {
    try {
      return OptionalLong.of(Long.parseLong(text(view, setting)));
    } catch (NumberFormatException unknown) {
      return OptionalLong.empty();
    }
  }

  private static String text(TopicView view, String setting) {
    return view.settings().getOrDefault(setting, "unknown");
  }

  private static LogException wrongSettings(
      LogSurvey survey, Topic topic, String wrong, String right) {
    String name = survey.names().of(topic);
    return new LogException.WrongSettings(
        "topic "
            + name
            + " has wrong settings: "
            + wrong
            + "; correct them with: "
            + command(survey, name, right));
  }

  /** {@return the command that changes settings of a topic} */
  private static String command(LogSurvey survey, String name, String settings) {
    return "kafka-configs.sh --bootstrap-server "
        + survey.where()
        + " --alter --entity-type topics --entity-name "
        + name
        + " --add-config "
        + settings;
  }

  private static List<String> warnings(LogSurvey survey) {
    List<String> warnings = new ArrayList<>(fewCopies(survey));
    warnings.addAll(forbidden(survey));
    for (Topic topic : Topic.values()) {
      TopicView view = survey.topics().get(topic);
      String name = survey.names().of(topic);
      number(view, TopicSettings.RETENTION_MS)
          .ifPresent(
              found -> {
                if (found != UNLIMITED_MS) {
                  warnings.add(
                      "topic "
                          + name
                          + " keeps its records for "
                          + Duration.ofMillis(found).toHours()
                          + " h (retention.ms="
                          + found
                          + "), and older records can no longer be inspected; set retention.ms to"
                          + " -1 to keep all records");
                }
              });
      number(view, TopicSettings.MAX_MESSAGE_BYTES)
          .ifPresent(
              found -> {
                if (found < TopicSettings.LARGEST_EVENT_BYTES) {
                  warnings.add(
                      "topic "
                          + name
                          + " rejects events larger than "
                          + found
                          + " bytes (max.message.bytes="
                          + found
                          + "), and those are not recorded; allow "
                          + TopicSettings.LARGEST_EVENT_BYTES
                          + " bytes with: "
                          + command(
                              survey,
                              name,
                              TopicSettings.MAX_MESSAGE_BYTES
                                  + "="
                                  + TopicSettings.USUAL_MESSAGE_BYTES));
                }
              });
      if (number(view, TopicSettings.RETENTION_MS).isEmpty()) {
        warnings.add(
            "cannot tell how long topic "
                + name
                + " keeps its records: its retention.ms is "
                + text(view, TopicSettings.RETENTION_MS)
                + "; make sure that it is -1"
                + (topic == Topic.TRUST
                    ? ""
                    : ", or at least " + TopicSettings.LEAST_RETENTION_MS + " (two horizons)"));
      }
    }
    if (survey.createsTopicsInPassing()) {
      warnings.add(
          "the brokers at "
              + survey.where()
              + " create missing topics automatically, so a lost log would reappear as an empty"
              + " one; set auto.create.topics.enable=false on them");
    }
    return warnings;
  }

  /** {@return a warning if this user may not append to every topic} */
  private static List<String> forbidden(LogSurvey survey) {
    List<String> forbidden =
        Arrays.stream(Topic.values())
            .filter(topic -> !survey.topics().get(topic).writable())
            .map(survey.names()::of)
            .toList();
    return forbidden.isEmpty()
        ? List.of()
        : List.of(
            "this user may not append to "
                + String.join(", ", forbidden)
                + " at "
                + survey.where()
                + ", so nothing new is recorded there; give this user permission to write"
                + " (deploy/topics.sh)");
  }

  /** {@return one warning for each group of topics with the same insufficient replication} */
  private static List<String> fewCopies(LogSurvey survey) {
    Map<String, List<String>> topicsBySettings = new LinkedHashMap<>();
    for (Topic topic : Topic.values()) {
      TopicView view = survey.topics().get(topic);
      if (view.replicas() < 3 || number(view, TopicSettings.MIN_INSYNC_REPLICAS).orElse(0) < 2) {
        String settings =
            view.replicas()
                + (view.replicas() == 1 ? " replica" : " replicas")
                + " and min.insync.replicas="
                + text(view, TopicSettings.MIN_INSYNC_REPLICAS);
        topicsBySettings
            .computeIfAbsent(settings, few -> new ArrayList<>())
            .add(survey.names().of(topic));
      }
    }
    List<String> warnings = new ArrayList<>();
    topicsBySettings.forEach(
        (settings, topics) ->
            warnings.add(
                "the loss of one broker would lose acknowledged events: "
                    + String.join(", ", topics)
                    + (topics.size() == 1 ? " has " : " have ")
                    + settings
                    + "; give "
                    + (topics.size() == 1 ? "it" : "them")
                    + " 3 replicas and min.insync.replicas=2"));
    return warnings;
  }
}
