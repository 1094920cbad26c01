package org.waymark.edge;

import java.util.random.RandomGenerator;
import org.waymark.runtime.Clock;
import org.waymark.runtime.Datagrams;
import org.waymark.runtime.FaultHandler;
import org.waymark.runtime.Streams;
import org.waymark.runtime.Timers;

/** What a replica touches the world through. Real ones serve people, simulated ones tests. */
public record Ports(
    Clock clock,
    Timers timers,
    Datagrams datagrams,
    Streams streams,
    RandomGenerator random,
    FaultHandler faults) {
  /** {@return the same with other timers} */
  Ports withTimers(Timers other) {
    return new Ports(clock, other, datagrams, streams, random, faults);
  }
}
