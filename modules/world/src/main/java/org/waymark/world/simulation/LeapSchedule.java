package org.waymark.world.simulation;

import java.util.Collection;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.waymark.trust.TrustEnd;
import org.waymark.world.site.Site;

/**
 * When a long advance of a simulated world may set the wall clock forward instead of letting every
 * moment pass.
 *
 * <pre>
 *  start or act                    a chain ends                       end of the advance
 *  |-- 90 s --|~~ leap ~~|-- 60 s --|-- 90 s --|~~ leap ~~|- 30 s -|~~ leap ~~|-- 60 s --|
 * </pre>
 *
 * <p>In a world to which nothing is done, servers only say again what they have said: keepalives
 * every second, beacons and registrations every 5 s with newer timestamps. After a leap there is
 * time for all of it to be said once more before the next leap, and over the longest way before the
 * end. A leap is half as long as segments are stored before a renewed one is recorded, and crosses
 * no moment at which trust material ends. What ends otherwise (segments, revocations) ends in the
 * first seconds after the leap that crosses its end.
 *
 * <p>Immutable.
 */
final class LeapSchedule {
  /** For how long after an act nothing is leapt over. */
  static final long QUIET_MS = 90_000;

  /** How much time passes between two leaps; six rounds of beacons. */
  static final long BETWEEN_MS = 30_000;

  /** How much time passes before the end of an advance, and before trust material ends. */
  private static final long LAST_MS = 60_000;

  /** Half of the share of their lifetime after which replicas record a renewed segment. */
  private static final int LEAPS_PER_LIFETIME = 20;

  /** Whatever repeats in 1, 5 or 10 s goes on at the same moments as without leaps. */
  private static final long UNIT_MS = 10_000;

  private final TreeSet<Long> trustEndsMs;
  private final long longestMs;

  /**
   * @param trustEndsMs when trust material of the world ends, Unix milliseconds
   * @param segmentTtlS the lifetime of segments
   */
  LeapSchedule(Collection<Long> trustEndsMs, int segmentTtlS) {
    this.trustEndsMs = new TreeSet<>(trustEndsMs);
    this.longestMs = segmentTtlS * 1_000L / LEAPS_PER_LIFETIME;
  }

  /** {@return the schedule of a world of ASes that start with this trust material} */
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
   * {@return how far to leap now, in milliseconds, in a world that is quiet; 0 not to}
   *
   * @param untilMs the end of the advance, Unix milliseconds
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
