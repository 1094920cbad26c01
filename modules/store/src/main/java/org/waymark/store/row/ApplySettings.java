package org.waymark.store.row;

import java.util.Comparator;
import java.util.Map;
import org.waymark.segment.IsdAs;
import org.waymark.segment.Sha256;
import org.waymark.segment.TreeTtls;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.event.Event;

/**
 * Every setting that apply reads. All replicas of one log must have the same settings, otherwise
 * their states differ.
 *
 * @param aheadMs the maximum time by which a segment's timestamp may be later than its record time,
 *     at most 30 min because the horizon depends on this setting
 * @param treeTtls the only treeTTL allowed for each AS
 * @param limits the limits of the decoder
 * @param eventSchema the newest event schema that is applied; newer events are quarantined
 */
public record ApplySettings(
    long aheadMs, TreeTtls treeTtls, DecoderLimits limits, int eventSchema) {
  /** The default settings, which apply if the configuration of a replica contains none of them. */
  public static final ApplySettings DEFAULT =
      new ApplySettings(600_000, TreeTtls.DEFAULT, DecoderLimits.DEFAULT, Event.NEWEST_SCHEMA);

  /** The largest {@code aheadMs} allowed. */
  public static final long MAX_AHEAD_MS = 1_800_000;

  private static final int MAX_SCHEMA = 65_535;

  /**
   * @throws IllegalArgumentException if {@code aheadMs} is not in 0..30 min, or if events cannot
   *     have the schema version
   */
  public ApplySettings {
    if (aheadMs < 0 || aheadMs > MAX_AHEAD_MS) {
      throw new IllegalArgumentException(
          "ahead must be in 0.." + MAX_AHEAD_MS + " ms (30 min), got " + aheadMs);
    }
    if (eventSchema < Event.OLDEST_SCHEMA || eventSchema > MAX_SCHEMA) {
      throw new IllegalArgumentException(
          "event schema must be in 1.." + MAX_SCHEMA + ", got " + eventSchema);
    }
  }

  /** {@return the apply version that results from these settings} */
  public ApplyVersion applyVersion() {
    Sha256 sha = Sha256.labelled("waymark-apply-settings-1").addLong(aheadMs).addInt(eventSchema);
    addLimits(sha);
    sha.addLong(treeTtls.defaultS()).addInt(treeTtls.byIa().size());
    treeTtls.byIa().entrySet().stream()
        .sorted(Map.Entry.<IsdAs, Long>comparingByKey(Comparator.naturalOrder()))
        .forEach(entry -> sha.addLong(entry.getKey().value()).addLong(entry.getValue()));
    return new ApplyVersion(ApplyVersion.CURRENT_NUMBER, sha.digest());
  }

  private void addLimits(Sha256 sha) {
    sha.addInt(limits.messageBytes()).addInt(limits.eventBytes()).addInt(limits.unpackedBytes());
    sha.addInt(limits.nesting()).addInt(limits.segmentsPerMessage());
    sha.addInt(limits.revocationsPerMessage()).addInt(limits.asEntries());
    sha.addInt(limits.peersPerEntry()).addInt(limits.siblings()).addInt(limits.items());
    sha.addInt(limits.lz4TextBytes());
  }
}
