package org.waymark.world.folder;

import java.util.Collections;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.waymark.fixtures.AsTimes;
import org.waymark.segment.IsdAs;

/**
 * What is the same in every AS of a world.
 *
 * @param seed of all keys
 * @param replicasPerAs how many replicas serve an AS, 1..{@value #MAX_REPLICAS}
 * @param propagateTimeS seconds between beacons, 1..{@value #MAX_PERIOD_S}
 * @param registerTimeS seconds between registrations of segments, 1..{@value #MAX_PERIOD_S}
 * @param segmentTtlS lifetime of segments in seconds, {@value #MIN_SEGMENT_TTL_S}..{@value
 *     #MAX_SEGMENT_TTL_S}, and not above that of the network's hash trees
 * @param loopback the second byte of the first address, {@value #MIN_LOOPBACK}..{@value
 *     #MAX_LOOPBACK} ({@link LoopbackPlan}): worlds that run at once have others
 * @param behindDispatcher the ASes whose replicas are on one host, behind its dispatcher (PROTOCOL
 *     2.3); in others each replica is a host of its own
 * @param variant in what the world differs from others on purpose
 */
public record WorldSettings(
    long seed,
    int replicasPerAs,
    int propagateTimeS,
    int registerTimeS,
    int segmentTtlS,
    int loopback,
    SortedSet<IsdAs> behindDispatcher,
    WorldVariant variant) {
  public static final long DEFAULT_SEED = 1;
  public static final int MAX_REPLICAS = 3;
  public static final int MAX_PERIOD_S = 3_600;

  /** The first whole second of one step of exp_time (PROTOCOL 1): below it segments never live. */
  public static final int MIN_SEGMENT_TTL_S = 338;

  /** 255 steps of exp_time, which has one byte. */
  public static final int MAX_SEGMENT_TTL_S = 86_062;

  /** 127.0 is everybody's. */
  public static final int MIN_LOOPBACK = 1;

  public static final int MAX_LOOPBACK = 255;
  public static final int DEFAULT_LOOPBACK = 16;

  /**
   * @throws IllegalArgumentException when a value is out of range
   */
  public WorldSettings {
    check("replicas per AS", replicasPerAs, 1, MAX_REPLICAS);
    check("propagate time", propagateTimeS, 1, MAX_PERIOD_S);
    check("register time", registerTimeS, 1, MAX_PERIOD_S);
    check("segment lifetime", segmentTtlS, MIN_SEGMENT_TTL_S, MAX_SEGMENT_TTL_S);
    check("loopback", loopback, MIN_LOOPBACK, MAX_LOOPBACK);
    behindDispatcher = Collections.unmodifiableSortedSet(new TreeSet<>(behindDispatcher));
  }

  /** Puts no replica behind a dispatcher, and differs in nothing. */
  public WorldSettings(
      long seed,
      int replicasPerAs,
      int propagateTimeS,
      int registerTimeS,
      int segmentTtlS,
      int loopback) {
    this(
        seed,
        replicasPerAs,
        propagateTimeS,
        registerTimeS,
        segmentTtlS,
        loopback,
        Collections.emptySortedSet(),
        WorldVariant.DEFAULT);
  }

  private static void check(String what, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          what + " is " + value + ", expected a number in " + min + ".." + max);
    }
  }

  /** {@return one replica per AS, beacons and registrations every 5 s, segments of 6 h} */
  public static WorldSettings of(long seed) {
    AsTimes times = AsTimes.DEFAULT;
    return new WorldSettings(
        seed, 1, times.propagateS(), times.registerS(), times.segmentTtlS(), DEFAULT_LOOPBACK);
  }

  /** {@return these with another seed} */
  public WorldSettings withSeed(long newSeed) {
    return new WorldSettings(
        newSeed,
        replicasPerAs,
        propagateTimeS,
        registerTimeS,
        segmentTtlS,
        loopback,
        behindDispatcher,
        variant);
  }

  /** {@return these with so many replicas in every AS} */
  public WorldSettings withReplicasPerAs(int newReplicasPerAs) {
    return new WorldSettings(
        seed,
        newReplicasPerAs,
        propagateTimeS,
        registerTimeS,
        segmentTtlS,
        loopback,
        behindDispatcher,
        variant);
  }

  /** {@return these with other seconds between beacons and between registrations} */
  public WorldSettings withPeriods(int newPropagateTimeS, int newRegisterTimeS) {
    return new WorldSettings(
        seed,
        replicasPerAs,
        newPropagateTimeS,
        newRegisterTimeS,
        segmentTtlS,
        loopback,
        behindDispatcher,
        variant);
  }

  /** {@return these with segments of another lifetime} */
  public WorldSettings withSegmentTtlS(int newSegmentTtlS) {
    return new WorldSettings(
        seed,
        replicasPerAs,
        propagateTimeS,
        registerTimeS,
        newSegmentTtlS,
        loopback,
        behindDispatcher,
        variant);
  }

  /** {@return these with the replicas of these ASes, and of no others, behind a dispatcher} */
  public WorldSettings withDispatcherIn(Set<IsdAs> ases) {
    return new WorldSettings(
        seed,
        replicasPerAs,
        propagateTimeS,
        registerTimeS,
        segmentTtlS,
        loopback,
        new TreeSet<>(ases),
        variant);
  }

  /** {@return these with other addresses} */
  public WorldSettings withLoopback(int newLoopback) {
    return new WorldSettings(
        seed,
        replicasPerAs,
        propagateTimeS,
        registerTimeS,
        segmentTtlS,
        newLoopback,
        behindDispatcher,
        variant);
  }

  /** {@return these of another variant} */
  public WorldSettings withVariant(WorldVariant newVariant) {
    return new WorldSettings(
        seed,
        replicasPerAs,
        propagateTimeS,
        registerTimeS,
        segmentTtlS,
        loopback,
        behindDispatcher,
        newVariant);
  }

  AsTimes times() {
    return new AsTimes(propagateTimeS, registerTimeS, segmentTtlS);
  }
}
