package org.waymark.history.debug;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.waymark.history.BlockText;
import org.waymark.history.QueryBounds;
import org.waymark.history.query.SegmentFields;
import org.waymark.history.tree.TreePath;
import org.waymark.segment.AsInterface;
import org.waymark.segment.Hop;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentKey;
import org.waymark.segment.SegmentType;
import org.waymark.store.history.HistoryView;
import org.waymark.store.history.PastNotice;
import org.waymark.store.history.PastVersions;
import org.waymark.store.history.PastVersions.Next;
import org.waymark.store.row.EventSource;
import org.waymark.store.row.RecordSummary;
import org.waymark.store.row.Row;
import org.waymark.store.row.SegmentChange;
import org.waymark.store.row.SegmentValue;
import org.waymark.store.view.ReadView;
import org.waymark.wire.event.BlockSubject;
import org.waymark.wire.event.RowKind;

/** Reads the effects of one record from the history. */
final class EffectsReader {
  private static final List<RowKind> ENDING =
      List.of(RowKind.REVOCATION, RowKind.INTERFACE_DOWN, RowKind.BLOCK, RowKind.QUARANTINE);

  private final HistoryView history;
  private final long offset;
  private final QueryBounds bounds;
  private final PastVersions before;
  private final List<KeyChange> changes = new ArrayList<>();
  private Optional<EventSource> source = Optional.empty();
  private boolean truncated;

  EffectsReader(HistoryView history, long offset, QueryBounds bounds) {
    this.history = history;
    this.offset = offset;
    this.bounds = bounds;
    before = history.versions(offset);
  }

  RecordEffects read(RecordSummary record) {
    switch (record.effect()) {
      case ADDED, REPLACED, IGNORED, KILLED_ON_ARRIVAL -> {
        SegmentKey key = record.ofSegment().orElseThrow();
        segment(key, history.change(key, offset).orElseThrow());
      }
      case REVOKED -> revoked(record.ofInterface().orElseThrow());
      case REVOCATION_KNOWN ->
          add(KeyChange.Kind.KNOWN, revocations(record.ofInterface().orElseThrow()));
      case TICKED -> ticked();
      case TICK_IDLE, LEFT_OUT -> {}
      case BLOCKED -> blocked(record.ofBlock().orElseThrow());
      case RENEWAL_IGNORED ->
          add(KeyChange.Kind.RENEWAL_IGNORED, blocks(record.ofBlock().orElseThrow()));
      case INTERFACE_DOWN -> {
        AsInterface one = record.ofInterface().orElseThrow();
        add(
            KeyChange.Kind.DOWN,
            of("interfaces", one),
            endMs(history.interfaceDowns(one.ia(), one.id())));
      }
      case QUARANTINED -> quarantined(record);
    }
    return new RecordEffects(
        offset, record.recordTimeMs(), record.effect(), source, changes, truncated);
  }

  private void blocked(BlockSubject subject) {
    Row.Block block = history.block(subject, offset).orElseThrow();
    changes.add(
        new KeyChange(
            block.renewedBy().isPresent() ? KeyChange.Kind.RENEWED : KeyChange.Kind.BLOCKED,
            blocks(subject),
            OptionalLong.empty(),
            OptionalLong.of(block.endMs()),
            BlockText.of(block)));
  }

  private long endMs(List<PastNotice> notices) {
    return notices.stream()
        .filter(notice -> notice.offset() == offset)
        .findFirst()
        .orElseThrow()
        .endMs();
  }

  private void segment(SegmentKey key, SegmentChange change) {
    source = Optional.of(change.source());
    SegmentValue version = change.version().orElseThrow();
    KeyChange.Kind kind =
        switch (change.kind()) {
          case ADDED -> KeyChange.Kind.ADDED;
          case REPLACED ->
              isLater(key, version, change.cause())
                  ? KeyChange.Kind.PROLONGED
                  : KeyChange.Kind.REPLACED;
          case IGNORED -> KeyChange.Kind.IGNORED;
          case KILLED_ON_ARRIVAL -> KeyChange.Kind.KILLED_ON_ARRIVAL;
          case KILLED, QUARANTINED ->
              throw new IllegalArgumentException("a segment record does not " + change.kind());
        };
    changes.add(
        new KeyChange(
            kind,
            path(key, version),
            change.cause() == SegmentChange.NONE
                ? OptionalLong.empty()
                : OptionalLong.of(change.cause()),
            OptionalLong.of(version.endMs()),
            ""));
  }

  /** {@return whether the version expires later than the version that the earlier record stored} */
  private boolean isLater(SegmentKey key, SegmentValue version, long earlier) {
    return history
        .change(key, earlier)
        .flatMap(SegmentChange::version)
        .filter(replaced -> replaced.endMs() < version.endMs())
        .isPresent();
  }

  private void revoked(AsInterface one) {
    history.revocations(one.ia(), one.id()).stream()
        .filter(stored -> stored.offset() == offset)
        .findFirst()
        .ifPresent(stored -> add(KeyChange.Kind.REVOKED, revocations(one), stored.expiryMs()));
    for (SegmentKey key : history.killedBy(offset)) {
      if (isFull()) {
        return;
      }
      if (source.isEmpty()) {
        source = history.source(key, offset);
      }
      SegmentValue version = before.of(key).orElseThrow();
      changes.add(
          new KeyChange(
              KeyChange.Kind.KILLED,
              path(key, version),
              OptionalLong.of(version.offset()),
              OptionalLong.empty(),
              ""));
    }
  }

  /** Finds the rows that existed before the tick and had expired by the time of the tick. */
  private void ticked() {
    long tickMs = history.lastTick(offset + 1).timeMs();
    for (SegmentType type : SegmentType.values()) {
      before.scan(
          type,
          IsdAs.NONE,
          IsdAs.NONE,
          (first, last, key, version) -> {
            if (isFull()) {
              return Next.NOWHERE;
            }
            version.filter(one -> one.endMs() <= tickMs).ifPresent(one -> ended(key, one));
            return Next.PATH;
          });
    }
    ReadView earlier = history.asOf(offset, 0);
    ReadView later = history.asOf(offset + 1, 0);
    Set<TreePath> listed = new HashSet<>();
    for (RowKind kind : ENDING) {
      Set<Row> kept = new HashSet<>(later.rows(kind));
      for (Row row : earlier.rows(kind)) {
        // An interface has one entry for all its revocations.
        if (!kept.contains(row) && listed.add(path(row)) && !isFull()) {
          add(KeyChange.Kind.ENDED, path(row));
        }
      }
    }
  }

  private void ended(SegmentKey key, SegmentValue version) {
    changes.add(
        new KeyChange(
            KeyChange.Kind.ENDED,
            path(key, version),
            OptionalLong.of(version.offset()),
            OptionalLong.of(version.endMs()),
            ""));
  }

  private void quarantined(RecordSummary record) {
    String reason = history.quarantine(offset).orElseThrow().reason().text();
    Optional<SegmentKey> key = record.ofSegment();
    Optional<SegmentChange> change = key.flatMap(one -> history.change(one, offset));
    source = change.map(SegmentChange::source);
    changes.add(
        new KeyChange(
            KeyChange.Kind.QUARANTINED,
            TreePath.of("quarantine", Long.toString(offset)),
            OptionalLong.empty(),
            OptionalLong.empty(),
            change
                .flatMap(SegmentChange::version)
                .map(version -> reason + ", " + path(key.orElseThrow(), version))
                .orElse(reason)));
  }

  private void add(KeyChange.Kind kind, TreePath path) {
    changes.add(new KeyChange(kind, path, OptionalLong.empty(), OptionalLong.empty(), ""));
  }

  private void add(KeyChange.Kind kind, TreePath path, long endMs) {
    changes.add(new KeyChange(kind, path, OptionalLong.empty(), OptionalLong.of(endMs), ""));
  }

  private static TreePath path(SegmentKey key, SegmentValue version) {
    List<Hop> hops = version.hops();
    return TreePath.of(
        "segments",
        SegmentFields.text(key.type()),
        hops.getFirst().ia().toString(),
        hops.getLast().ia().toString(),
        key.id().shortText());
  }

  private static TreePath path(Row row) {
    return switch (row) {
      case Row.Revocation one -> revocations(new AsInterface(one.ia(), one.interfaceId()));
      case Row.InterfaceDown one -> of("interfaces", new AsInterface(one.ia(), one.interfaceId()));
      case Row.Block one -> blocks(one.subject());
      case Row.Quarantine one -> TreePath.of("quarantine", Long.toString(one.offset()));
      case Row.Segment _, Row.Trust _ ->
          throw new IllegalArgumentException("unexpected kind of row: " + row);
    };
  }

  private static TreePath blocks(BlockSubject subject) {
    return TreePath.of("blocks", subject.toString());
  }

  private static TreePath revocations(AsInterface one) {
    return of("revocations", one);
  }

  private static TreePath of(String branch, AsInterface one) {
    return TreePath.of(branch, one.ia().toString(), Long.toUnsignedString(one.id()));
  }

  private boolean isFull() {
    truncated |= changes.size() >= bounds.results() || bounds.isTimeOver().getAsBoolean();
    return truncated;
  }
}
