package org.waymark.history.explain;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.waymark.history.Moment;
import org.waymark.history.QueryBounds;
import org.waymark.history.state.PairSegments;
import org.waymark.log.Topic;
import org.waymark.resolve.combination.EndToEndPath;
import org.waymark.segment.AsInterface;
import org.waymark.segment.Expiry;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentKey;
import org.waymark.segment.SegmentPart;
import org.waymark.segment.SegmentType;
import org.waymark.store.history.HistoryView;
import org.waymark.store.row.RecordSummary;
import org.waymark.store.row.SegmentQuery;
import org.waymark.store.row.StoredSegment;
import org.waymark.store.view.ReadView;
import org.waymark.store.view.StoredRevocation;

/** Finds the first stage of a path that was missing at a moment. */
final class Explainer {
  private final HistoryView history;
  private final ReadView view;
  private final Moment moment;
  private final IsdAs source;
  private final IsdAs destination;
  private final Circumstances circumstances;
  private final QueryBounds bounds;
  private final AuditFindings audit;
  private final PairSegments pair;
  private final MissingSegments segments;

  Explainer(
      HistoryView history,
      Moment asked,
      IsdAs source,
      IsdAs destination,
      Circumstances circumstances,
      QueryBounds bounds) {
    this.bounds = bounds;
    this.history = history;
    this.view = history.asOf(asked.next(), asked.clockMs());
    this.moment =
        new Moment(asked.next(), Math.max(asked.clockMs(), view.lastTickMs()), asked.isOffset());
    this.source = source;
    this.destination = destination;
    this.circumstances = circumstances;
    this.audit = new AuditFindings(circumstances, moment);
    this.pair = new PairSegments(view, moment, source, destination, List.of(), bounds);
    this.segments = new MissingSegments(history, view, moment, audit, this::fetching, bounds);
  }

  Explanation explain() {
    Optional<Missing> silent = audit.stopped().or(audit::notReady).or(this::killed);
    if (silent.isPresent()) {
      return doesNotWork(silent.get());
    }
    List<EndToEndPath> usable = pair.usable(Explanation.MAX_PATHS);
    return usable.isEmpty() ? doesNotWork(audit.qualified(missing())) : works(usable);
  }

  private Explanation doesNotWork(Missing missing) {
    List<String> unknown = new ArrayList<>(audit.unknown());
    if (missing.reason().isAbsence()) {
      audit.refusedByAnyone().ifPresent(unknown::add);
    }
    if (missing.reason() != Reason.NOT_RUNNING) {
      silence().ifPresent(unknown::add);
    }
    return new Explanation(
        source,
        destination,
        moment,
        Optional.of(missing),
        Optional.empty(),
        0,
        List.of(),
        List.of(),
        OptionalLong.empty(),
        unknown);
  }

  /**
   * {@return a sentence about a silence in the log, unless a replica is known to have been running}
   */
  private Optional<String> silence() {
    return LogSilence.at(history, moment)
        .filter(_ -> !audit.wasRunning())
        .map(
            silence ->
                ("Whether any replica was running is unknown: %s. A replica that is killed"
                        + " records no stop.")
                    .formatted(silence.text()));
  }

  /**
   * Determines whether the replica had probably been killed. A killed replica records no stop, so
   * the only sign is a silence in the log.
   */
  private Optional<Missing> killed() {
    return LogSilence.at(history, moment).flatMap(silence -> audit.killed(silence, ifRunning()));
  }

  private String ifRunning() {
    return ("If it was running after all and merely could not reach the log, its store had %s"
            + " from %s to %s.")
        .formatted(pair.usable(1).isEmpty() ? "no path" : "a path", source, destination);
  }

  private Explanation works(List<EndToEndPath> usable) {
    EndToEndPath best = usable.getFirst();
    List<Carrier> carriers = best.parts().stream().map(this::carrier).toList();
    Set<AsInterface> critical = new TreeSet<>(best.interfaces());
    usable.forEach(path -> critical.retainAll(path.interfaces()));
    return new Explanation(
        source,
        destination,
        moment,
        Optional.empty(),
        Optional.of(best),
        usable.size(),
        carriers,
        List.copyOf(critical),
        best.linkCount() == 0 ? OptionalLong.empty() : OptionalLong.of(lastEndMs(usable)),
        unknownOf(carriers));
  }

  private List<String> unknownOf(List<Carrier> carriers) {
    List<String> unknown = new ArrayList<>(audit.unknownOf(carriers));
    silence().ifPresent(unknown::add);
    return unknown;
  }

  /**
   * Computes when the last path expires. A path expires when its hop fields or one of its segments
   * expires, whichever happens first.
   */
  private static long lastEndMs(List<EndToEndPath> usable) {
    return usable.stream()
        .mapToLong(
            path ->
                path.parts().stream()
                    .mapToLong(part -> part.segment().endMs())
                    .reduce(Expiry.endMs(path.expiryS()), Math::min))
        .max()
        .orElseThrow();
  }

  private Carrier carrier(SegmentPart part) {
    StoredSegment stored = pair.stored(part.segment());
    return new Carrier(
        stored,
        history.source(stored.key(), stored.offset()),
        part.interfaces(),
        audit.refusedRevocations(part.interfaces(), stored.recordTimeMs()));
  }

  /**
   * {@return the AS that owns the log, if that AS's replicas fetch DOWN and CORE segments from core
   * ASes}
   */
  private Optional<IsdAs> fetching() {
    return history.owner().filter(ia -> !isCore(ia));
  }

  private Missing missing() {
    return besides(circumstances.unapplied(), Reason.NOT_APPLIED)
        .or(() -> besides(circumstances.held(), Reason.HELD))
        .or(this::allRevoked)
        .or(this::up)
        .or(this::down)
        .orElseGet(this::core);
  }

  /**
   * Checks whether segments in unapplied records, or held in memory, would have completed a path.
   *
   * @return the stage that they would complete; empty if they would not complete a path
   */
  private Optional<Missing> besides(Optional<List<StoredSegment>> segments, Reason reason) {
    if (segments.isEmpty() || segments.get().isEmpty()) {
      return Optional.empty();
    }
    PairSegments with = new PairSegments(view, moment, source, destination, segments.get(), bounds);
    List<EndToEndPath> paths = with.usable(1);
    if (paths.isEmpty()) {
      return Optional.empty();
    }
    StoredSegment lacking =
        paths.getFirst().parts().stream()
            .map(part -> with.stored(part.segment()))
            .filter(segments.get()::contains)
            .findFirst()
            .orElseThrow();
    boolean isRecorded = reason == Reason.NOT_APPLIED;
    Evidence evidence =
        new Evidence(
            Topic.EVENTS,
            isRecorded ? OptionalLong.of(lacking.offset()) : OptionalLong.empty(),
            lacking.recordTimeMs(),
            Optional.empty(),
            Optional.empty(),
            OptionalLong.of(lacking.segment().endMs()),
            isRecorded
                ? "a segment was recorded that this replica had not applied"
                : "a segment was held while the log could not be reached");
    return Optional.of(
        new Missing(
            stage(lacking.type()),
            reason,
            Optional.of(evidence),
            List.of(),
            isRecorded
                ? "It would work if the replica applied the record at offset "
                    + lacking.offset()
                    + "."
                : "It works at the replica that holds the segment, and would work at all others "
                    + "if the log could be reached again."));
  }

  private static Stage stage(SegmentType type) {
    return switch (type) {
      case UP -> Stage.UP;
      case DOWN -> Stage.DOWN;
      case CORE -> Stage.CORE;
    };
  }

  private Optional<Missing> allRevoked() {
    List<EndToEndPath> joined = pair.joined(path -> true, Explanation.MAX_PATHS);
    if (joined.isEmpty()) {
      return Optional.empty();
    }
    EndToEndPath best = joined.getFirst();
    StoredRevocation last =
        pair.revoked(best).stream()
            .reduce((one, other) -> other.expiryMs() > one.expiryMs() ? other : one)
            .orElseThrow();
    AsInterface revoked = new AsInterface(last.revocation().ia(), last.revocation().interfaceId());
    Evidence evidence =
        new Evidence(
            Topic.EVENTS,
            OptionalLong.of(last.offset()),
            history.record(last.offset()).map(RecordSummary::recordTimeMs).orElse(0L),
            Optional.empty(),
            Optional.of(revoked),
            OptionalLong.of(last.expiryMs()),
            "the segments were available, but each of the "
                + joined.size()
                + " ways to join them uses a revoked interface, such as "
                + revoked);
    return Optional.of(
        new Missing(
            Stage.JOIN,
            Reason.REVOKED,
            Optional.of(evidence),
            List.of(),
            "It would work if "
                + revoked
                + " were no longer revoked; its revocation is in force until "
                + AuditFindings.time(last.expiryMs())
                + " unless it is renewed."));
  }

  private Optional<Missing> up() {
    if (!pair.ups().isEmpty() || isCore(source)) {
      return Optional.empty();
    }
    List<SegmentKey> keys = new ArrayList<>(keys(SegmentType.UP, IsdAs.NONE, source));
    keys.addAll(keys(SegmentType.DOWN, IsdAs.NONE, source));
    return Optional.of(
        segments.missing(
            Stage.UP, keys, Set.of(source), "an UP segment from a core AS to " + source));
  }

  private Optional<Missing> down() {
    if (!pair.downs().isEmpty() || isCore(destination)) {
      return Optional.empty();
    }
    return Optional.of(
        segments.missing(
            Stage.DOWN,
            keys(SegmentType.DOWN, IsdAs.NONE, destination),
            Set.of(destination),
            "a DOWN segment from a core AS to " + destination));
  }

  private Missing core() {
    Set<IsdAs> entries = cores(pair.entries(), source);
    Set<IsdAs> exits = cores(pair.exits(), destination);
    List<SegmentKey> keys = new ArrayList<>();
    boolean isThere = entries.stream().anyMatch(exits::contains);
    for (IsdAs exit : exits) {
      for (IsdAs entry : entries) {
        bounds.requireTime();
        keys.addAll(keys(SegmentType.CORE, exit, entry));
        SegmentQuery query = new SegmentQuery(SegmentType.CORE, exit, entry);
        isThere |= !view.segments(query, moment.clockMs(), 1).isEmpty();
      }
    }
    String wanted = "a CORE segment from " + text(exits) + " to " + text(entries);
    return isThere
        ? new Missing(
            Stage.JOIN,
            Reason.NOT_JOINABLE,
            Optional.empty(),
            List.of(),
            "It would work if there were segments that could be joined without crossing an AS"
                + " twice.")
        : segments.missing(Stage.CORE, keys, entries, wanted);
  }

  /**
   * {@return the core ASes among the ends of the segments} The source or destination itself is
   * included only if it is a core AS.
   */
  private Set<IsdAs> cores(Set<IsdAs> ends, IsdAs end) {
    Set<IsdAs> cores = new TreeSet<>(ends);
    if (!isCore(end)) {
      cores.remove(end);
    }
    return cores;
  }

  private static String text(Collection<IsdAs> some) {
    return String.join(" or ", some.stream().map(IsdAs::toString).toList());
  }

  private List<SegmentKey> keys(SegmentType type, IsdAs first, IsdAs last) {
    return history.segments(new SegmentQuery(type, first, last));
  }

  /**
   * {@return whether an AS is a core AS, according to the TRC if there is one, and otherwise
   * according to all segments that were ever stored}
   */
  private boolean isCore(IsdAs ia) {
    if (view.trust().newestTrc(ia.isd()).isPresent()) {
      return view.trust().maySegmentsStartAt(ia, moment.clockMs());
    }
    return !keys(SegmentType.CORE, ia, IsdAs.NONE).isEmpty()
        || !keys(SegmentType.CORE, IsdAs.NONE, ia).isEmpty()
        || !keys(SegmentType.UP, ia, IsdAs.NONE).isEmpty()
        || !keys(SegmentType.DOWN, ia, IsdAs.NONE).isEmpty();
  }
}
