package org.waymark.faults.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The log of a replica process. The protocol of 2018 has no answer to a registration, so a log line
 * is the only acknowledgement.
 */
final class ReplicaLog {
  private static final Pattern LINE = Pattern.compile("(\\S+Z) (INFO|WARN|ERROR) +(\\w+): (.*)");
  private static final Pattern REGISTERED =
      Pattern.compile("(?:Added|Updated) DOWN segment ([0-9a-f]{12}) \\S+ at offset (\\d+) .*");
  private static final Pattern REVOKED =
      Pattern.compile("Recorded revocation of \\S+#(\\d+) epoch \\d+ at offset (\\d+), .*");

  /** The logger for lines about individual segments, which writes at most 50 lines per second. */
  private static final String PER_SEGMENT = "OutcomeReporter";

  private final Path file;
  private final List<Registered> registered = new ArrayList<>();
  private final List<Revoked> revoked = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();
  private final List<String> rebuilds = new ArrayList<>();
  private final Map<String, Integer> warnings = new TreeMap<>();
  private long held;
  private long firstMs = Long.MAX_VALUE;
  private long lastMs;

  /**
   * An acknowledged registration.
   *
   * @param shortId the first 12 hexadecimal digits of the segment id
   */
  record Registered(String shortId, long offset) {}

  /**
   * An acknowledged revocation of an interface of the local AS.
   *
   * @param ms the time of the acknowledgement, in Unix milliseconds
   */
  record Revoked(long interfaceId, long offset, long ms) {}

  private ReplicaLog(Path file) {
    this.file = file;
  }

  static ReplicaLog read(Path file) throws IOException {
    ReplicaLog log = new ReplicaLog(file);
    for (String line : Files.readAllLines(file)) {
      log.add(line);
    }
    return log;
  }

  private void add(String line) {
    Matcher parts = LINE.matcher(line);
    if (!parts.matches()) {
      if (line.startsWith("Exception in thread") || line.contains("fatal error")) {
        faults.add(line);
      }
      return;
    }
    long ms = Instant.parse(parts.group(1)).toEpochMilli();
    firstMs = Math.min(firstMs, ms);
    lastMs = Math.max(lastMs, ms);
    String logger = parts.group(3);
    String message = parts.group(4);
    switch (parts.group(2)) {
      case "ERROR" -> faults.add(line);
      case "WARN" -> {
        if (message.startsWith("Rebuilding the store")) {
          rebuilds.add(line);
        }
        if (message.startsWith("Holding ")) {
          held++;
        } else if (!logger.equals(PER_SEGMENT)) {
          warnings.merge(logger + ": " + kind(message), 1, Integer::sum);
        }
      }
      default -> addOutcome(message, ms);
    }
  }

  private static String kind(String message) {
    return message.replaceAll("[0-9a-f]*[0-9]+[0-9a-f]*", "#");
  }

  private void addOutcome(String message, long ms) {
    Matcher segment = REGISTERED.matcher(message);
    if (segment.matches()) {
      registered.add(new Registered(segment.group(1), Long.parseLong(segment.group(2))));
    }
    Matcher revocation = REVOKED.matcher(message);
    if (revocation.matches()) {
      revoked.add(
          new Revoked(
              Long.parseLong(revocation.group(1)), Long.parseLong(revocation.group(2)), ms));
    }
  }

  List<Registered> registered() {
    return registered;
  }

  List<Revoked> revoked() {
    return revoked;
  }

  /** {@return the number of lines about segments and revocations that were held} */
  long held() {
    return held;
  }

  /** {@return the lines that report an uncaught throwable or a fault} */
  List<String> faults() {
    return faults;
  }

  /** {@return the lines that report a rebuild of the store} */
  List<String> rebuilds() {
    return rebuilds;
  }

  /**
   * Finds warnings that are repeated too often. A replica may report a problem when it begins,
   * changes or ends, and once a minute while it lasts.
   *
   * @param troubles the number of problems that occurred
   */
  List<String> repeated(int troubles) {
    long minutes = Duration.ofMillis(Math.max(0, lastMs - firstMs)).toMinutes();
    long limit = 2L * (troubles + 1) + minutes;
    return warnings.entrySet().stream()
        .filter(warning -> warning.getValue() > limit)
        .map(
            warning ->
                "%s: %d times in %s: %s"
                    .formatted(
                        file.getFileName(), warning.getValue(), minutes + " min", warning.getKey()))
        .toList();
  }

  @Override
  public String toString() {
    return file.getFileName().toString();
  }
}
