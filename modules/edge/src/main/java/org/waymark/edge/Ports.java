package org.waymark.edge;

import java.util.random.RandomGenerator;
import org.waymark.runtime.Clock;
import org.waymark.runtime.Datagrams;
import org.waymark.runtime.FaultHandler;
import org.waymark.runtime.Streams;
import org.waymark.runtime.Timers;

/**
 * The ports through which a replica reaches the outside world. They are real in production and
 * simulated in tests and virtual worlds.
 */
public record Ports(
    Clock clock,
    Timers timers,
    Datagrams datagrams,
    Streams streams,
    RandomGenerator random,
    FaultHandler faults) {
  /** {@return a copy with other timers} */
  Ports withTimers(Timers other) {
    return new Ports(clock, other, datagrams, streams, random, faults);
  }
}
