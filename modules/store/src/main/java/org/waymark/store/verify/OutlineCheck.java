package org.waymark.store.verify;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.waymark.store.history.HistoryView;
import org.waymark.store.row.Family;
import org.waymark.store.row.HistoryKeys;
import org.waymark.store.row.OutlineChunk;
import org.waymark.store.row.OutlinePlan;
import org.waymark.store.row.StoredRow;
import org.waymark.store.row.VersionPointer;

/**
 * Checks the outlines: each follows from the outline before it and the events since then, and is
 * where the plan puts it. The latest outline comes first.
 */
final class OutlineCheck {
  private final VerifiedRows rows;
  private final HistoryView history;
  private final boolean trimmed;

  /** The plan in the store; the plan after the outline that is being read must be equal to it. */
  private Optional<OutlinePlan> plan = Optional.empty();

  /** The chunks of one outline. */
  private final List<StoredRow> chunks = new ArrayList<>();

  OutlineCheck(VerifiedRows rows, HistoryView history) {
    this.rows = rows;
    this.history = history;
    trimmed = rows.get(Family.TIMES, HistoryKeys.TRIMMED_TO).isPresent();
  }

  void run() {
    rows.each(Family.OUTLINES, this::row);
    if (!chunks.isEmpty()) {
      outline();
    }
    if (plan.isPresent() && !trimmed) {
      requirePlan(OutlinePlan.before(history.first(), plan.get().every()));
    } else if (plan.isEmpty() && history.first() < history.next()) {
      throw VerifiedRows.different(
          Family.OUTLINES, HistoryKeys.OUTLINE_PLAN, "the plan of the outlines", "no row");
    }
  }

  private void row(byte[] key, byte[] value) {
    if (Arrays.equals(key, HistoryKeys.OUTLINE_PLAN)) {
      OutlinePlan found = OutlinePlan.decode(value);
      VerifiedRows.require(Family.OUTLINES, key, found.encode(), value);
      plan = Optional.of(found);
      return;
    }
    if (!chunks.isEmpty() && offset(key) != offset(chunks.getFirst().key())) {
      outline();
    }
    chunks.add(new StoredRow(key, value));
  }

  private static long offset(byte[] key) {
    return HistoryKeys.offsetOfOutline(key);
  }

  /** Checks the outline whose chunks have been read. */
  private void outline() {
    long offset = offset(chunks.getFirst().key());
    List<VersionPointer> found = new ArrayList<>();
    chunks.forEach(chunk -> OutlineChunk.read(chunk.value(), found::add));
    requireRows(offset, found, chunks);
    // Nothing but the outline itself knows the versions of forgotten records.
    List<VersionPointer> known =
        found.stream().filter(version -> version.offset() >= history.first()).toList();
    List<VersionPointer> derived = history.outline(offset, Integer.MAX_VALUE).orElseThrow();
    requireRows(offset, derived, rowsOf(offset, known));
    requirePlan(plan().after(offset, found.size()));
    plan = Optional.of(new OutlinePlan(offset, plan().every()));
    chunks.clear();
  }

  private OutlinePlan plan() {
    return plan.orElseThrow(() -> new IllegalStateException("there is no plan of the outlines"));
  }

  private void requirePlan(OutlinePlan expected) {
    VerifiedRows.require(
        Family.OUTLINES, HistoryKeys.OUTLINE_PLAN, expected.encode(), plan().encode());
  }

  private static List<StoredRow> rowsOf(long offset, List<VersionPointer> versions) {
    List<StoredRow> encoded = new ArrayList<>();
    OutlineChunk chunk = new OutlineChunk();
    for (VersionPointer version : versions) {
      if (chunk.isFull()) {
        encoded.add(new StoredRow(HistoryKeys.outline(offset, encoded.size()), chunk.take()));
      }
      chunk.add(version.segment(), version.offset(), version.expiryS());
    }
    encoded.add(new StoredRow(HistoryKeys.outline(offset, encoded.size()), chunk.take()));
    return encoded;
  }

  private static void requireRows(
      long offset, List<VersionPointer> expected, List<StoredRow> found) {
    List<StoredRow> encoded = rowsOf(offset, expected);
    for (int i = 0; i < Math.max(encoded.size(), found.size()); i++) {
      VerifiedRows.require(
          Family.OUTLINES,
          HistoryKeys.outline(offset, i),
          value(encoded, offset, i),
          value(found, offset, i));
    }
  }

  /** {@return the value of a chunk, if the outline has that chunk} */
  private static Optional<byte[]> value(List<StoredRow> outline, long offset, int chunk) {
    return chunk < outline.size()
            && Arrays.equals(outline.get(chunk).key(), HistoryKeys.outline(offset, chunk))
        ? Optional.of(outline.get(chunk).value())
        : Optional.empty();
  }
}
