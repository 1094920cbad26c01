package org.waymark.faults.simulation;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.waymark.runtime.Clock;
import org.waymark.segment.ByteString;
import org.waymark.segment.Sha256;

/** A journal of the events in a run, line by line, with the number of events of each kind. */
public final class RunJournal {
  private final Clock clock;
  private final long startNs;
  private final List<String> lines = new ArrayList<>();
  private final Map<String, Long> counts = new TreeMap<>();

  /**
   * @param clock the clock of the simulation
   */
  public RunJournal(Clock clock) {
    this.clock = clock;
    startNs = clock.monotonicNs();
  }

  /** Adds an event, with the virtual time since the beginning of the run. */
  public void note(String line) {
    lines.add((clock.monotonicNs() - startNs) / 1_000_000 + " ms: " + line);
  }

  /** Counts an event by its name. */
  public void count(String name) {
    count(name, 1);
  }

  /** Counts something that happened several times. */
  public void count(String name, long times) {
    counts.merge(name, times, Long::sum);
  }

  /** Counts an event by its name, and adds it to the journal. */
  public void happened(String name, String detail) {
    count(name);
    note(name + " " + detail);
  }

  /** {@return the number of events of each kind, by name} */
  public Map<String, Long> counts() {
    return counts;
  }

  /** {@return all lines, oldest first} */
  public List<String> lines() {
    return lines;
  }

  /** {@return a hash of all lines} */
  public ByteString digest() {
    Sha256 hash = new Sha256();
    lines.forEach(line -> hash.addSized(ByteString.owning(line.getBytes(StandardCharsets.UTF_8))));
    return hash.digest();
  }
}
