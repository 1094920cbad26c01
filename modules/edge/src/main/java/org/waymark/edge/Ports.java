package org.waymark.edge;

import java.util.random.RandomGenerator;
import org.waymark.runtime.Clock;
import org.waymark.runtime.Datagrams;
import org.waymark.runtime.FaultHandler;
import org.waymark.runtime.Streams;
import org.waymark.runtime.Timers;

/**
 * The ports that give a replica access to the outside world. Production uses real implementations;
 * tests and virtual worlds use simulated ones.
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
