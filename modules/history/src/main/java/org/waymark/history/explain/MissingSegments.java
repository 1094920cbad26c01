package org.waymark.history.explain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.waymark.history.Moment;
import org.waymark.history.QueryBounds;
import org.waymark.segment.Hop;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentKey;
import org.waymark.store.history.HistoryView;
import org.waymark.store.view.ReadView;

/** Determines why a stage had no usable segment, and what would have provided one. */
final class MissingSegments {
  private final AuditFindings audit;
  private final Supplier<Optional<IsdAs>> fetching;
  private final SegmentFates fates;
  private final Remedies remedies;
  private final ExpiredTrust expiredTrust;

  /**
   * @param fetching returns the AS that owns the log, if that AS's replicas fetch DOWN and CORE
   *     segments from core ASes
   */
  MissingSegments(
      HistoryView history,
      ReadView view,
      Moment moment,
      AuditFindings audit,
      Supplier<Optional<IsdAs>> fetching,
      QueryBounds bounds) {
    this.audit = audit;
    this.fetching = fetching;
    this.remedies = new Remedies(history, moment);
    this.expiredTrust = new ExpiredTrust(view.trust(), moment);
    this.fates =
        new SegmentFates(history, moment, new HidingReasons(history, moment, view.trust()), bounds);
  }

  /**
   * {@return the missing stage}
   *
   * @param keys the paths of all segments that could have completed the stage, whenever they were
   *     recorded
   * @param registrants the ASes that register such segments
   * @param wanted a description of such a segment
   */
  Missing missing(Stage stage, List<SegmentKey> keys, Set<IsdAs> registrants, String wanted) {
    List<SegmentFate> found = fates.of(keys);
    Optional<Evidence> refused = audit.refused(registrants);
    boolean isRefusedLater =
        refused.isPresent()
            && found.stream()
                .noneMatch(
                    fate -> fate.isStored() || fate.evidence().atMs() > refused.get().atMs());
    if (isRefusedLater) {
      return new Missing(
          stage,
          Reason.REFUSED,
          refused,
          found,
          "It would work if the registration of " + wanted + " were not rejected.");
    }
    Missing missing =
        found.isEmpty() ? absent(stage, wanted) : lost(stage, found.getFirst(), found, wanted);
    return missing.reason().isAbsence() ? withExpiredTrust(missing, registrants) : missing;
  }

  private Missing absent(Stage stage, String wanted) {
    Optional<IsdAs> asking = fetching(stage);
    return new Missing(
        stage,
        asking.isPresent() ? Reason.NOT_FETCHED : Reason.NEVER_REGISTERED,
        Optional.empty(),
        List.of(),
        asking
            .map(
                ia ->
                    ("It would work if %s were fetched: replicas in %s, which is not a core AS,"
                            + " fetch such segments when a host requests a path, and have not"
                            + " fetched one. Ask a replica in a core AS whether there was one.")
                        .formatted(wanted, ia))
            .orElseGet(() -> "It would work if " + wanted + " were registered."));
  }

  private Missing lost(Stage stage, SegmentFate nearest, List<SegmentFate> all, String wanted) {
    Missing missing =
        new Missing(
            stage,
            nearest.reason(),
            Optional.of(nearest.evidence()),
            all,
            remedies.of(nearest, wanted));
    return fetching(stage)
        .filter(_ -> nearest.reason() == Reason.EXPIRED)
        .map(ia -> missing.with(copyOf(registeredAt(stage, nearest.hops()), ia)))
        .orElse(missing);
  }

  private Optional<IsdAs> fetching(Stage stage) {
    return stage == Stage.UP ? Optional.empty() : fetching.get();
  }

  /**
   * {@return the core AS whose log has the registrations of a segment} A CORE segment is registered
   * at the AS at which it ends, and a DOWN segment at the AS at which it starts.
   */
  private static IsdAs registeredAt(Stage stage, List<Hop> hops) {
    return (stage == Stage.CORE ? hops.getLast() : hops.getFirst()).ia();
  }

  /** {@return what to ask next about a segment that was fetched from a core AS} */
  private static String copyOf(IsdAs core, IsdAs fetching) {
    return ("Replicas in %s, which is not a core AS, only had a copy, and fetch the segment again"
            + " only when a host requests a path. Ask a replica in %s whether the segment was"
            + " revoked, expired, or registered again there.")
        .formatted(fetching, core);
  }

  /** {@return the missing stage, with any expired trust material, which may be the cause} */
  private Missing withExpiredTrust(Missing missing, Set<IsdAs> registrants) {
    List<IsdAs> ases = new ArrayList<>(registrants);
    missing.segments().stream()
        .limit(1)
        .flatMap(nearest -> nearest.hops().stream())
        .map(Hop::ia)
        .forEach(ases::add);
    List<String> expired = expiredTrust.of(ases);
    return expired.isEmpty() ? missing : missing.with(String.join(" ", expired));
  }
}
