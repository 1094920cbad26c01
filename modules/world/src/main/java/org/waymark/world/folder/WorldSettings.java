package org.waymark.world.folder;

import java.util.Collections;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.waymark.fixtures.AsTimes;
import org.waymark.segment.IsdAs;

/**
 * The settings that are the same in all ASes of a world.
 *
 * @param seed the seed of all keys
 * @param replicasPerAs the number of replicas of each path server, 1..{@value #MAX_REPLICAS}
 * @param propagateTimeS the seconds between beacons, 1..{@value #MAX_PERIOD_S}
 * @param registerTimeS the seconds between registrations of segments, 1..{@value #MAX_PERIOD_S}
 * @param segmentTtlS the lifetime of segments in seconds, {@value #MIN_SEGMENT_TTL_S}..{@value
 *     #MAX_SEGMENT_TTL_S}, and not longer than the lifetime of the network's hash trees
 * @param loopback the second byte of the first address, {@value #MIN_LOOPBACK}..{@value
 *     #MAX_LOOPBACK} ({@link LoopbackPlan}); worlds that run at the same time need different values
 * @param behindDispatcher the ASes whose replicas share one host and its dispatcher (PROTOCOL 2.3);
 *     in other ASes, each replica has its own host
 * @param variant deliberate differences from other worlds
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

  /**
   * The shortest possible segment lifetime: one step of exp_time (PROTOCOL 1), rounded up to whole
   * seconds.
   */
  public static final int MIN_SEGMENT_TTL_S = 338;

  /** The longest lifetime that the single byte exp_time can express: 255 steps. */
  public static final int MAX_SEGMENT_TTL_S = 86_062;

  /** The lowest allowed value, because 127.0 is left to other programs. */
  public static final int MIN_LOOPBACK = 1;

  public static final int MAX_LOOPBACK = 255;
  public static final int DEFAULT_LOOPBACK = 16;

  /**
   * @throws IllegalArgumentException if a value is out of range
   */
  public WorldSettings {
    check("replicas per AS", replicasPerAs, 1, MAX_REPLICAS);
    check("propagate time", propagateTimeS, 1, MAX_PERIOD_S);
    check("register time", registerTimeS, 1, MAX_PERIOD_S);
    check("segment lifetime", segmentTtlS, MIN_SEGMENT_TTL_S, MAX_SEGMENT_TTL_S);
    check("loopback", loopback, MIN_LOOPBACK, MAX_LOOPBACK);
    behindDispatcher = Collections.unmodifiableSortedSet(new TreeSet<>(behindDispatcher));
  }

  /** Creates settings without dispatchers and with the default variant. */
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
          what + " must be in " + min + ".." + max + ", got " + value);
    }
  }

  /**
   * {@return default settings: one replica per AS, beacons and registrations every 5 s, and
   * segments that live for 6 h}
   */
  public static WorldSettings of(long seed) {
    AsTimes times = AsTimes.DEFAULT;
    return new WorldSettings(
        seed, 1, times.propagateS(), times.registerS(), times.segmentTtlS(), DEFAULT_LOOPBACK);
  }

  /** {@return a copy with a different seed} */
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

  /** {@return a copy with a different number of replicas per AS} */
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

  /** {@return a copy with different periods of beacons and registrations} */
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

  /** {@return a copy with a different segment lifetime} */
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

  /** {@return a copy in which exactly these ASes have replicas that use a dispatcher} */
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

  /** {@return a copy with different addresses} */
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

  /** {@return a copy with a different variant} */
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
