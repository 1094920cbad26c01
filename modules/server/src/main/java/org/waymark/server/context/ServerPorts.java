package org.waymark.server.context;

import java.util.random.RandomGenerator;
import org.waymark.runtime.Clock;
import org.waymark.runtime.FaultHandler;
import org.waymark.runtime.Timers;
import org.waymark.server.work.Workers;
import org.waymark.trust.Ed25519;

/**
 * The ports through which a path server reaches time, randomness, threads and cryptography. They
 * are real in production and simulated in tests and virtual worlds.
 *
 * @param workers run verification, appends and retries
 */
public record ServerPorts(
    Clock clock,
    Timers timers,
    RandomGenerator random,
    Workers workers,
    Ed25519 ed25519,
    FaultHandler faults) {}
