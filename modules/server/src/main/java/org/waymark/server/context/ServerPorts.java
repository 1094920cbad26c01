package org.waymark.server.context;

import java.util.random.RandomGenerator;
import org.waymark.runtime.Clock;
import org.waymark.runtime.FaultHandler;
import org.waymark.runtime.Timers;
import org.waymark.server.work.Workers;
import org.waymark.trust.Ed25519;

/**
 * The ports that give a path server access to time, randomness, threads and cryptography.
 * Production uses real implementations; tests and virtual worlds use simulated ones.
 *
 * @param workers the threads that run verification, appends and retries
 */
public record ServerPorts(
    Clock clock,
    Timers timers,
    RandomGenerator random,
    Workers workers,
    Ed25519 ed25519,
    FaultHandler faults) {}
