package org.waymark.world.simulation;

import java.util.Collection;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.waymark.trust.TrustEnd;
import org.waymark.world.site.Site;

/**
 * Decides when a simulated world that advances for a long time may leap, that is, set the wall
 * clock forward instead of simulating every moment.
 *
 * <pre>
 *  start or act                    a chain expires                    end of the advance
 *  |-- 90 s --|~~ leap ~~|-- 60 s --|-- 90 s --|~~ leap ~~|- 30 s -|~~ leap ~~|-- 60 s --|
 * </pre>
 *
 * <p>In an undisturbed world, servers only repeat their messages: keepalives every second, and
 * beacons and registrations every 5 s with newer timestamps. The time after a leap is long enough
 * for all messages to be repeated before the next leap, and to travel the longest route before the
 * end of the advance. A leap lasts half of the time after which a renewed version of a stored
 * segment is recorded, and never crosses the expiration of trust material. Segments and revocations
 * that expire during a leap are removed in the first seconds after the leap.
 *
 * <p>Immutable.
 */
final class LeapSchedule {
  /** The time without leaps after an action. */
  static final long QUIET_MS = 90_000;

  /** The time between two leaps: six rounds of beacons. */
  static final long BETWEEN_MS = 30_000;

  /** The time without leaps before the end of an advance, and before trust material expires. */
  private static final long LAST_MS = 60_000;

  /**
   * The number of leaps per segment lifetime. Replicas record a renewed segment after a certain
   * share of its lifetime, and a leap lasts half of that time.
   */
  private static final int LEAPS_PER_LIFETIME = 20;

  /**
   * The unit of leaps. Leaps are multiples of this unit, so that everything with a period of 1, 5
   * or 10 s happens at the same times as without leaps.
   */
  private static final long UNIT_MS = 10_000;

  private final TreeSet<Long> trustEndsMs;
  private final long longestMs;

  /**
   * @param trustEndsMs the expiration times of the world's trust material, in Unix milliseconds
   * @param segmentTtlS the lifetime of segments in seconds
   */
  LeapSchedule(Collection<Long> trustEndsMs, int segmentTtlS) {
    this.trustEndsMs = new TreeSet<>(trustEndsMs);
    this.longestMs = segmentTtlS * 1_000L / LEAPS_PER_LIFETIME;
  }

  /**
   * Creates the schedule for a world whose ASes start with the given trust material.
   *
   * @return the schedule
   */
  static LeapSchedule of(Collection<Site> sites, int segmentTtlS) {
    return new LeapSchedule(
        sites.stream()
            .map(Site::certificates)
            .flatMap(
                held ->
                    Stream.concat(
                        held.trcs().stream().map(TrustEnd::of),
                        held.chains().stream().flatMap(chain -> TrustEnd.of(chain).stream())))
            .map(TrustEnd::endMs)
            .toList(),
        segmentTtlS);
  }

  /**
   * Determines the leap to make now in an undisturbed world.
   *
   * @param untilMs the end of the advance, in Unix milliseconds
   * @return the length of the leap in milliseconds, or 0 for no leap
   */
  long leapMs(long nowMs, long untilMs) {
    Long lastEndMs = trustEndsMs.floor(nowMs);
    if (lastEndMs != null && nowMs - lastEndMs < QUIET_MS) {
      return 0;
    }
    Long nextEndMs = trustEndsMs.higher(nowMs);
    long limitMs = (nextEndMs == null ? untilMs : Math.min(untilMs, nextEndMs)) - LAST_MS;
    long leapMs = Math.max(0, Math.min(longestMs, limitMs - nowMs));
    return leapMs - leapMs % UNIT_MS;
  }
}
