package org.waymark.history.explain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.waymark.history.Moment;
import org.waymark.history.QueryBounds;
import org.waymark.log.Topic;
import org.waymark.segment.AsInterface;
import org.waymark.segment.Hop;
import org.waymark.segment.SegmentKey;
import org.waymark.store.history.HistoryView;
import org.waymark.store.row.RecordSummary;
import org.waymark.store.row.SegmentChange;
import org.waymark.store.row.SegmentValue;
import org.waymark.store.view.StoredRevocation;

/**
 * Determines why path segments could not be used at a moment.
 *
 * <p>If a valid version was stored, the reason is that the segment was hidden. Otherwise, the
 * reason follows from the latest record with a version that would still be valid: this version was
 * killed, or was never stored. If there is no such record, the reason is the segment's last event,
 * such as the expiry of its last version.
 */
final class SegmentFates {
  private final HistoryView history;
  private final Moment moment;
  private final HidingReasons hiding;
  private final QueryBounds bounds;

  /**
   * @param moment the moment, with a clock that is not before the last tick
   */
  SegmentFates(HistoryView history, Moment moment, HidingReasons hiding, QueryBounds bounds) {
    this.bounds = bounds;
    this.history = history;
    this.moment = moment;
    this.hiding = hiding;
  }

  /** A record that removed a version, or that contained a version that was not stored. */
  private record Loss(SegmentChange change, SegmentValue version) {}

  /**
   * Determines why each of the segments could not be used. Usable segments are left out; the
   * segments that came closest to being usable come first.
   */
  List<SegmentFate> of(List<SegmentKey> keys) {
    return keys.stream()
        .flatMap(key -> of(key).stream())
        .sorted(SegmentFate.NEAREST_FIRST)
        .toList();
  }

  /**
   * Determines why a segment could not be used.
   *
   * @return the reason; empty if the segment could be used, or if no record before the given moment
   *     contained it
   */
  Optional<SegmentFate> of(SegmentKey key) {
    bounds.requireTime();
    Optional<SegmentValue> stored = Optional.empty();
    List<Loss> losses = new ArrayList<>();
    for (SegmentChange change : history.changes(key, 0, moment.next())) {
      switch (change.kind()) {
        case ADDED, REPLACED -> stored = change.version();
        case KILLED -> {
          stored.ifPresent(version -> losses.add(new Loss(change, version)));
          stored = Optional.empty();
        }
        case KILLED_ON_ARRIVAL, QUARANTINED ->
            losses.add(new Loss(change, change.version().orElseThrow()));
        case IGNORED -> {}
      }
    }
    if (stored.isPresent() && stored.get().endMs() > moment.clockMs()) {
      return hidden(key, stored.get());
    }
    Optional<Loss> decisive =
        losses.stream()
            .filter(loss -> loss.version().endMs() > moment.clockMs())
            .reduce((earlier, later) -> later);
    return decisive.isPresent() ? decisive.map(loss -> of(key, loss)) : ended(key, stored, losses);
  }

  private Optional<SegmentFate> hidden(SegmentKey key, SegmentValue version) {
    List<Hop> hops = version.hops();
    return hiding
        .of(key.id(), hops)
        .map(why -> new SegmentFate(key, hops, why.reason(), true, why.evidence()));
  }

  private Optional<SegmentFate> ended(
      SegmentKey key, Optional<SegmentValue> stored, List<Loss> losses) {
    Optional<SegmentFate> expired =
        stored.map(
            version ->
                new SegmentFate(
                    key,
                    version.hops(),
                    Reason.EXPIRED,
                    false,
                    new Evidence(
                        Topic.EVENTS,
                        OptionalLong.empty(),
                        version.endMs(),
                        Optional.empty(),
                        Optional.empty(),
                        OptionalLong.empty(),
                        "the version recorded at %s, offset %d, expired"
                            .formatted(
                                AuditFindings.time(version.recordTimeMs()), version.offset()))));
    Optional<SegmentFate> lost =
        losses.isEmpty() ? Optional.empty() : Optional.of(of(key, losses.getLast()));
    return expired.isPresent()
            && lost.isPresent()
            && expired.get().evidence().atMs() > lost.get().evidence().atMs()
        ? expired
        : lost.or(() -> expired);
  }

  private SegmentFate of(SegmentKey key, Loss loss) {
    SegmentChange change = loss.change();
    return switch (change.kind()) {
      case KILLED ->
          fate(
              key,
              loss,
              Reason.REVOKED,
              change.offset(),
              "a revocation removed the version recorded at offset " + loss.version().offset());
      case KILLED_ON_ARRIVAL ->
          fate(
              key,
              loss,
              Reason.KILLED_ON_ARRIVAL,
              change.cause(),
              "the revocation at offset " + change.cause() + " killed it on arrival");
      case QUARANTINED ->
          new SegmentFate(
              key,
              loss.version().hops(),
              Reason.QUARANTINED,
              false,
              evidence(
                  change,
                  Optional.empty(),
                  OptionalLong.empty(),
                  "its record was quarantined as " + change.reason().orElseThrow().text()));
      case ADDED, REPLACED, IGNORED ->
          throw new IllegalArgumentException("no version was lost by " + change);
    };
  }

  private SegmentFate fate(SegmentKey key, Loss loss, Reason reason, long revocation, String text) {
    Optional<AsInterface> revoked = history.record(revocation).flatMap(RecordSummary::ofInterface);
    OptionalLong untilMs =
        revoked.stream()
            .flatMap(one -> history.revocations(one.ia(), one.id()).stream())
            .filter(one -> one.offset() >= revocation && one.offset() < moment.next())
            .mapToLong(StoredRevocation::expiryMs)
            .max();
    return new SegmentFate(
        key, loss.version().hops(), reason, false, evidence(loss.change(), revoked, untilMs, text));
  }

  private Evidence evidence(
      SegmentChange change, Optional<AsInterface> revoked, OptionalLong untilMs, String text) {
    return new Evidence(
        Topic.EVENTS,
        OptionalLong.of(change.offset()),
        history.record(change.offset()).map(RecordSummary::recordTimeMs).orElse(0L),
        Optional.of(change.source()),
        revoked,
        untilMs,
        text);
  }
}
