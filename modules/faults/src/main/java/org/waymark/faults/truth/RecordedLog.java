package org.waymark.faults.truth;

import java.util.List;
import org.waymark.fixtures.Network;
import org.waymark.log.Entry;
import org.waymark.log.Topic;
import org.waymark.log.memory.InMemoryEventLog;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.IsdAs;
import org.waymark.store.row.ApplySettings;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.event.Event;

/**
 * The log of an AS over eight hours, with records of all kinds. The same seed produces the same
 * records.
 *
 * @param network the network whose ASes created the records
 * @param entries the entries of all topics in the order of their record times
 */
public record RecordedLog(Network network, List<TimedEntry> entries) {
  /** The AS that owns the log. */
  public static final IsdAs LOCAL = IsdAs.parse("1-14");

  /** The start of every recorded log, in Unix milliseconds. */
  public static final long START_MS = 1_790_000_000_000L;

  /** The name of the log in memory, which serves as its cluster id. */
  static final String NAME = "recorded";

  /**
   * An entry of the log.
   *
   * @param atMs the record time, in Unix milliseconds
   */
  public record TimedEntry(long atMs, Topic topic, Entry entry) {}

  public RecordedLog {
    entries = List.copyOf(entries);
  }

  /**
   * Creates a log.
   *
   * @param events the number of records of {@code .events}
   */
  public static RecordedLog make(long seed, int events) {
    return new RecordedLogMaker(seed, events).make();
  }

  /** {@return the record time of the last entry, in Unix milliseconds} */
  public long endMs() {
    return entries.getLast().atMs();
  }

  /** {@return the number of records of a topic} */
  public long count(Topic topic) {
    return entries.stream().filter(entry -> entry.topic() == topic).count();
  }

  /** {@return the settings with which stores of this log are compared} */
  public ApplySettings settings() {
    return new ApplySettings(
        ApplySettings.DEFAULT.aheadMs(),
        network.topology().treeTtls(),
        DecoderLimits.DEFAULT,
        Event.NEWEST_SCHEMA);
  }

  /**
   * Creates a log in memory that contains the whole recorded log. All logs created by this method
   * have the same identity and the same records. They have no lease, so no replica appends ticks.
   *
   * @param clock the clock of the log, which must be at {@link #START_MS}; it is advanced to the
   *     end
   */
  public InMemoryEventLog inMemory(VirtualClock clock) {
    InMemoryEventLog log = emptyInMemory(clock);
    append(0, entries.size(), log, clock);
    return log;
  }

  /**
   * Creates a log in memory with the same identity but without records.
   *
   * @param clock the clock of the log
   */
  public InMemoryEventLog emptyInMemory(VirtualClock clock) {
    InMemoryEventLog log = new InMemoryEventLog(NAME, clock);
    log.faults().takeLeaseAway();
    return log;
  }

  /**
   * Appends a range of the entries, each at its own time.
   *
   * @param clock the clock of the log, which is advanced to the last of these times
   */
  public void append(int from, int to, InMemoryEventLog log, VirtualClock clock) {
    for (TimedEntry entry : entries.subList(from, to)) {
      clock.advanceMs(entry.atMs() - clock.wallMs());
      log.append(entry.topic(), entry.entry()).join();
    }
  }
}
