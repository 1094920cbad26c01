package org.waymark.log;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The topic settings on which a log depends (ARCHITECTURE, The log). */
public final class TopicSettings {
  static final String RETENTION_MS = "retention.ms";
  static final String MIN_INSYNC_REPLICAS = "min.insync.replicas";
  static final String MAX_MESSAGE_BYTES = "max.message.bytes";
  static final String UNLIMITED = "-1";

  /** The maximum size of an event, in bytes, which is also the maximum that a producer sends. */
  static final long LARGEST_EVENT_BYTES = 1 << 20;

  /** Kafka's own default of {@link #MAX_MESSAGE_BYTES}. */
  static final String USUAL_MESSAGE_BYTES = "1048588";

  /**
   * The minimum retention time: two horizons. Records of the last horizon can still matter to
   * apply, and a replica that starts reading one horizon back must still find them when it reaches
   * them.
   */
  static final long LEAST_RETENTION_MS = Duration.ofHours(52).toMillis();

  /**
   * The settings that every topic must have. The retention time has its own rules; see {@link
   * LogCheck}.
   */
  static final Map<String, String> FIXED =
      ordered(
          "cleanup.policy", "delete",
          "message.timestamp.type", "LogAppendTime",
          "retention.bytes", UNLIMITED,
          "unclean.leader.election.enable", "false");

  private TopicSettings() {}

  /** {@return the settings for creating a topic} */
  public static Map<String, String> made(int minInsyncReplicas) {
    Map<String, String> settings = new LinkedHashMap<>(FIXED);
    settings.put(RETENTION_MS, UNLIMITED);
    settings.put(MIN_INSYNC_REPLICAS, Integer.toString(minInsyncReplicas));
    return settings;
  }

  private static Map<String, String> ordered(String... namesAndValues) {
    Map<String, String> settings = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      settings.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return Collections.unmodifiableMap(settings);
  }
}
