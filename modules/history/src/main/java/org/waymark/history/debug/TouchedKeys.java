package org.waymark.history.debug;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.waymark.segment.AsInterface;
import org.waymark.segment.Hop;
import org.waymark.segment.SegmentKey;
import org.waymark.store.history.HistoryView;
import org.waymark.store.history.PastVersions;
import org.waymark.store.row.RecordSummary;
import org.waymark.store.row.SegmentChange;
import org.waymark.store.row.SegmentValue;
import org.waymark.wire.event.BlockSubject;

/** Decides whether records hit breakpoints. */
final class TouchedKeys {
  private final HistoryView history;

  TouchedKeys(HistoryView history) {
    this.history = history;
  }

  /** {@return whether the record hits the breakpoint} */
  boolean isTouched(Breakpoint point, long offset, RecordSummary record) {
    return switch (record.effect()) {
      case ADDED, REPLACED, IGNORED, KILLED_ON_ARRIVAL, QUARANTINED ->
          record.ofSegment().filter(key -> isCarried(point, key, offset)).isPresent();
      case REVOKED -> isOf(point, record.ofInterface().orElseThrow()) || isAnyKilled(point, offset);
      case REVOCATION_KNOWN, INTERFACE_DOWN -> isOf(point, record.ofInterface().orElseThrow());
      case BLOCKED, RENEWAL_IGNORED -> isBlocked(point, record.ofBlock().orElseThrow());
      case TICKED -> isAnyEnded(point, offset);
      case TICK_IDLE, LEFT_OUT -> false;
    };
  }

  private boolean isCarried(Breakpoint point, SegmentKey key, long offset) {
    return isOf(point, key, history.change(key, offset).flatMap(SegmentChange::version));
  }

  private boolean isAnyKilled(Breakpoint point, long offset) {
    PastVersions before = history.versions(offset);
    return history.killedBy(offset).stream().anyMatch(key -> isOf(point, key, before.of(key)));
  }

  private boolean isAnyEnded(Breakpoint point, long offset) {
    PastVersions before = history.versions(offset);
    long tickMs = history.lastTick(offset + 1).timeMs();
    return paths(point)
        .anyMatch(
            key -> {
              Optional<SegmentValue> version = before.of(key).filter(one -> one.endMs() <= tickMs);
              return version.isPresent() && isOf(point, key, version);
            });
  }

  private Stream<SegmentKey> paths(Breakpoint point) {
    return switch (point) {
      case Breakpoint.OfSegment(List<SegmentKey> keys) -> keys.stream();
      case Breakpoint.OfInterface(AsInterface one) ->
          history.segmentsUsing(one.ia(), one.id()).stream();
      case Breakpoint.OfAs(var ia) ->
          history.interfaces(ia).stream()
              .flatMap(one -> history.segmentsUsing(one.ia(), one.id()).stream());
    };
  }

  private static boolean isOf(Breakpoint point, SegmentKey key, Optional<SegmentValue> version) {
    return switch (point) {
      case Breakpoint.OfSegment(List<SegmentKey> keys) -> keys.contains(key);
      case Breakpoint.OfInterface(AsInterface one) ->
          version
              .filter(
                  value ->
                      Stream.concat(value.hops().stream(), value.peers().stream())
                          .anyMatch(hop -> uses(hop, one)))
              .isPresent();
      case Breakpoint.OfAs(var ia) ->
          version
              .filter(value -> value.hops().stream().map(Hop::ia).anyMatch(ia::equals))
              .isPresent();
    };
  }

  private static boolean uses(Hop hop, AsInterface one) {
    return hop.ia().equals(one.ia()) && (hop.ingress() == one.id() || hop.egress() == one.id());
  }

  private static boolean isOf(Breakpoint point, AsInterface revoked) {
    return switch (point) {
      case Breakpoint.OfSegment(List<SegmentKey> keys) -> false;
      case Breakpoint.OfInterface(AsInterface one) -> one.equals(revoked);
      case Breakpoint.OfAs(var ia) -> ia.equals(revoked.ia());
    };
  }

  private static boolean isBlocked(Breakpoint point, BlockSubject subject) {
    return switch (subject) {
      case BlockSubject.OfSegment(var id) ->
          point instanceof Breakpoint.OfSegment(List<SegmentKey> keys)
              && keys.getFirst().id().equals(id);
      case BlockSubject.OfInterface(var ia, long id) -> isOf(point, new AsInterface(ia, id));
      case BlockSubject.OfAs(var ia) ->
          switch (point) {
            case Breakpoint.OfSegment(List<SegmentKey> keys) -> false;
            case Breakpoint.OfInterface(AsInterface one) -> one.ia().equals(ia);
            case Breakpoint.OfAs(var of) -> of.equals(ia);
          };
    };
  }
}
