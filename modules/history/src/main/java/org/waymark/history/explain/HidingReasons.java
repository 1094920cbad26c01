package org.waymark.history.explain;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.waymark.history.BlockText;
import org.waymark.history.Moment;
import org.waymark.log.Topic;
import org.waymark.segment.AsInterface;
import org.waymark.segment.Hop;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentId;
import org.waymark.store.history.HistoryView;
import org.waymark.store.history.PastNotice;
import org.waymark.store.history.PastTrc;
import org.waymark.store.row.RecordSummary;
import org.waymark.trust.TrustMaterial;
import org.waymark.wire.event.BlockSubject;

/**
 * Finds the reason why stored segments were hidden at a moment: a TRC, a block, or an interface
 * that is down.
 */
final class HidingReasons {
  private final HistoryView history;
  private final Moment moment;
  private final TrustMaterial trust;

  HidingReasons(HistoryView history, Moment moment, TrustMaterial trust) {
    this.history = history;
    this.moment = moment;
    this.trust = trust;
  }

  /** The reason why a segment was hidden. */
  record Hidden(Reason reason, Evidence evidence) {}

  /**
   * Finds the reason why a segment was hidden. Reasons are checked in the same order as when a
   * replica answers.
   *
   * @return the first reason; empty if the segment was not hidden
   */
  Optional<Hidden> of(SegmentId id, List<Hop> hops) {
    IsdAs first = hops.getFirst().ia();
    if (!trust.maySegmentsStartAt(first, moment.clockMs())) {
      return Optional.of(notCore(first));
    }
    Optional<Hidden> found = block(new BlockSubject.OfSegment(id));
    for (Hop hop : hops) {
      found =
          found
              .or(() -> block(new BlockSubject.OfAs(hop.ia())))
              .or(() -> down(hop.ia(), hop.ingress()))
              .or(() -> down(hop.ia(), hop.egress()));
    }
    return found;
  }

  private Hidden notCore(IsdAs first) {
    long version = trust.newestTrc(first.isd()).orElseThrow().version();
    PastTrc newest =
        history.trcs(first.isd()).stream()
            .filter(past -> past.trc().version() == version)
            .findFirst()
            .orElseThrow();
    return new Hidden(
        Reason.NOT_CORE,
        new Evidence(
            Topic.TRUST,
            OptionalLong.of(newest.offset()),
            history.countsFrom(Topic.TRUST, newest.offset(), 0),
            Optional.empty(),
            Optional.empty(),
            OptionalLong.empty(),
            "version "
                + version
                + " of the TRC of ISD "
                + first.isd()
                + " does not list "
                + first
                + " as core"));
  }

  private Optional<Hidden> down(IsdAs ia, long interfaceId) {
    if (interfaceId == 0) {
      return Optional.empty();
    }
    AsInterface one = new AsInterface(ia, interfaceId);
    return block(new BlockSubject.OfInterface(ia, interfaceId))
        .or(
            () ->
                active(history.interfaceDowns(ia, interfaceId))
                    .map(
                        notice ->
                            hidden(
                                Reason.INTERFACE_DOWN,
                                notice,
                                Optional.of(one),
                                one + " was reported down")));
  }

  private Optional<Hidden> block(BlockSubject subject) {
    return active(history.blocks(subject))
        .map(notice -> hidden(Reason.BLOCKED, notice, Optional.empty(), text(subject, notice)));
  }

  private String text(BlockSubject subject, PastNotice notice) {
    return subject
        + " was blocked "
        + BlockText.of(history.block(subject, notice.offset()).orElseThrow());
  }

  private Optional<PastNotice> active(List<PastNotice> notices) {
    return notices.stream()
        .filter(notice -> notice.offset() < moment.next())
        .reduce((earlier, later) -> later)
        .filter(notice -> notice.endMs() > moment.clockMs());
  }

  private Hidden hidden(Reason reason, PastNotice notice, Optional<AsInterface> down, String text) {
    return new Hidden(
        reason,
        new Evidence(
            Topic.EVENTS,
            OptionalLong.of(notice.offset()),
            history.record(notice.offset()).map(RecordSummary::recordTimeMs).orElse(0L),
            Optional.empty(),
            down,
            OptionalLong.of(notice.endMs()),
            text));
  }
}
