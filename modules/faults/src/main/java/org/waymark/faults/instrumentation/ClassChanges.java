package org.waymark.faults.instrumentation;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The changes that a child process makes to its classes before it runs.
 *
 * @param periods the intervals to change
 * @param plan what happens at a point in the code; empty if no point is planned
 */
public record ClassChanges(List<Period> periods, Optional<Plan> plan) {
  /** The system property in which a child process finds its changes. */
  static final String PROPERTY = "org.waymark.faults.changes";

  private static final String BETWEEN_CHANGES = ",";

  private static final List<Period> HURRY =
      List.of(
          new Period(
              "org.waymark.server.replay.FollowerThreads",
              "FLUSH_EVERY_NS",
              TimeUnit.MILLISECONDS.toNanos(250)),
          new Period("org.waymark.server.checkpoint.CheckpointSigning", "EVERY_MS", 1_000));

  public ClassChanges {
    periods = List.copyOf(periods);
  }

  /**
   * An action at a point in the code.
   *
   * @param hit the number of the hit at which the action is taken, counted from 1
   */
  public record Plan(FailpointPlace place, int hit, Action action) {
    private String text() {
      return String.join(
          " ",
          place.text(),
          Integer.toString(hit),
          Boolean.toString(action.ends()),
          action.after().toString());
    }

    private static Plan parse(String text) {
      String[] parts = text.split(" ");
      return new Plan(
          FailpointPlace.parse(parts[0]),
          Integer.parseInt(parts[1]),
          new Action(Boolean.parseBoolean(parts[2]), Duration.parse(parts[3])));
    }
  }

  /**
   * The action that a child process takes.
   *
   * @param ends whether the process is killed, as if by SIGKILL, instead of continuing
   * @param after the time for which the thread still runs before the process is killed or, if the
   *     process is not killed, the delay of the thread
   */
  public record Action(boolean ends, Duration after) {
    /** The process is killed when it reaches the point. */
    public static final Action END = new Action(true, Duration.ZERO);

    /**
     * {@return the action that kills the process some time after the process has reached the point}
     */
    public static Action endAfter(Duration time) {
      return new Action(true, time);
    }

    /** {@return a delay of the thread} */
    public static Action delay(Duration time) {
      return new Action(false, time);
    }
  }

  /**
   * {@return the changes that make a replica flush its store and sign checkpoints often} Normally,
   * a replica flushes every 30 s and signs every minute, which is too rare for faults to coincide
   * with it.
   */
  public static ClassChanges hurried() {
    return new ClassChanges(HURRY, Optional.empty());
  }

  /** {@return the changes that do the same and also carry out a plan} */
  public static ClassChanges hurried(Plan plan) {
    return new ClassChanges(HURRY, Optional.of(plan));
  }

  /**
   * {@return the JVM options that pass these changes to a child process, and allow it to define
   * classes}
   */
  public List<String> options() {
    Stream<String> changes =
        Stream.concat(periods.stream().map(Period::text), plan.stream().map(Plan::text));
    return List.of(
        "--add-opens=java.base/java.lang=ALL-UNNAMED",
        "-D%s=%s".formatted(PROPERTY, String.join(BETWEEN_CHANGES, changes.toList())));
  }

  /** Reads the value of the property. */
  static ClassChanges parse(String text) {
    List<String> changes =
        Stream.of(text.split(BETWEEN_CHANGES)).filter(change -> !change.isEmpty()).toList();
    return new ClassChanges(
        changes.stream().filter(ClassChanges::isPeriod).map(Period::parse).toList(),
        changes.stream().filter(change -> !isPeriod(change)).map(Plan::parse).findFirst());
  }

  private static boolean isPeriod(String change) {
    return !change.contains(" ");
  }
}
