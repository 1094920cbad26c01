package org.waymark.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.rocksdb.RocksDBException;
import org.waymark.audit.tree.RightEdge;
import org.waymark.audit.tree.TreeHasher;
import org.waymark.log.LastRecord;
import org.waymark.log.LogRecord;
import org.waymark.log.Position;
import org.waymark.log.Topic;
import org.waymark.runtime.FileTree;
import org.waymark.segment.Hop;
import org.waymark.segment.SegmentKey;
import org.waymark.store.apply.EventsApply;
import org.waymark.store.apply.FactDecoder;
import org.waymark.store.apply.HistoryWriter;
import org.waymark.store.apply.PreparedBatch;
import org.waymark.store.apply.RecentHeads;
import org.waymark.store.apply.RevokedRoots;
import org.waymark.store.apply.StateRows;
import org.waymark.store.backing.RocksBacking;
import org.waymark.store.backing.RocksRows;
import org.waymark.store.row.ApplySettings;
import org.waymark.store.row.EventSource;
import org.waymark.store.row.Family;
import org.waymark.store.row.Keys;
import org.waymark.store.row.Positions;
import org.waymark.store.row.RecordSummary;
import org.waymark.store.row.RowBatch;
import org.waymark.store.row.RowEnds;
import org.waymark.store.row.RowHash;
import org.waymark.store.row.RowSnapshot;
import org.waymark.store.row.RowTotals;
import org.waymark.store.row.SegmentChange;
import org.waymark.store.row.SegmentValue;

/** Several ways of writing the first records of a log to RocksDB, for comparison. */
final class HistoryFold {
  private static final String TOPIC_ID = "AAAAAAAAAAAAAAAAAAAAAA";
  private static final BiFunction<RowBatch, Topic, HistoryWriter> NOTHING = NoHistory::new;

  private final HistoryLog log;
  private final long records;
  private final Path folder;

  /**
   * @param records the number of records, counted from the first
   * @param folder the folder of the store, deleted after each fold
   */
  HistoryFold(HistoryLog log, long records, Path folder) {
    this.log = log;
    this.records = records;
    this.folder = folder;
  }

  /** A writer of history that writes nothing, so that apply can be measured without history. */
  private static final class NoHistory extends HistoryWriter {
    NoHistory(RowBatch batch, Topic topic) {
      super(batch, topic);
    }

    @Override
    public void begin(long recordOffset, long timeMs) {}

    @Override
    public void segment(
        byte[] segment,
        SegmentChange.Kind kind,
        long cause,
        EventSource source,
        Optional<SegmentValue> version) {}

    @Override
    public void covered(byte[] segment) {}

    @Override
    public void notStored(
        SegmentKey key,
        SegmentChange.Kind kind,
        long cause,
        EventSource source,
        SegmentValue version) {}

    @Override
    public void revoked(byte[] subject, EventSource source) {}

    @Override
    public void index(SegmentKey key, byte[] segment, List<Hop> hops, List<Hop> peers) {}

    @Override
    public void row(Family family, byte[] key, byte[] value) {}

    @Override
    public void ticked(long tickMs) {}

    @Override
    public void summary(RecordSummary.Effect effect, byte[] subject) {}
  }

  /**
   * {@return the rate of applying records with history and tree, as a store does, in records per
   * second}
   */
  double full() throws IOException, InterruptedException {
    return apply(HistoryWriter::new, Optional.of(RightEdge.EMPTY), written -> {});
  }

  /** {@return the rate of applying records without history and tree, in records per second} */
  double withoutHistory() throws IOException, InterruptedException {
    return apply(NOTHING, Optional.empty(), written -> {});
  }

  /** Writes the rows that apply produces to a file, batch by batch, for {@link #sameRows}. */
  void keepRows(Path file) throws IOException, InterruptedException {
    try (RowsFile.Writer rows = RowsFile.create(file)) {
      apply(HistoryWriter::new, Optional.of(RightEdge.EMPTY), rows::batch);
    }
  }

  /**
   * {@return the rate at which exactly the rows that applying produces are written, in records per
   * second}
   */
  double sameRows(Path file) throws IOException {
    FileTree.delete(folder);
    Files.createDirectories(folder);
    try (BareRows rows = BareRows.ofStore(folder);
        RowsFile.Reader kept = RowsFile.open(file)) {
      long startNs = System.nanoTime();
      for (var batch = kept.next(); batch.isPresent(); batch = kept.next()) {
        rows.write(batch.get());
      }
      return records / Elapsed.secondsSince(startNs);
    } catch (RocksDBException e) {
      throw new IllegalStateException(e);
    } finally {
      FileTree.delete(folder);
    }
  }

  private double apply(
      BiFunction<RowBatch, Topic, HistoryWriter> history,
      Optional<RightEdge> edge,
      Consumer<RowBatch> written)
      throws IOException, InterruptedException {
    FileTree.delete(folder);
    ApplySettings settings = HistoryLogMaker.settings();
    RocksBacking backing =
        RocksBacking.open(
            folder,
            Optional.empty(),
            settings.applyVersion(),
            (what, cause) -> {
              throw new IllegalStateException(what, cause);
            });
    try {
      Apply apply = new Apply(settings, backing.rows(), history, edge, written);
      long startNs = System.nanoTime();
      ReadAhead.of(log.first(records), apply::prepare, apply::batch);
      return records / Elapsed.secondsSince(startNs);
    } finally {
      backing.close();
      FileTree.delete(folder);
    }
  }

  /** {@return the rate of writing only offsets, values and positions, in records per second} */
  double bare() throws IOException {
    FileTree.delete(folder);
    Files.createDirectories(folder);
    try (BareRows rows = BareRows.ofRecords(folder)) {
      return perSecond(batch -> write(rows, batch));
    } catch (RocksDBException e) {
      throw new IllegalStateException(e);
    } finally {
      FileTree.delete(folder);
    }
  }

  private static void write(BareRows rows, List<LogRecord> batch) {
    try {
      for (LogRecord record : batch) {
        rows.put(ByteBuffer.allocate(Long.BYTES).putLong(record.offset()).array(), record.value());
      }
      rows.commit(batch.getLast().offset() + 1);
    } catch (RocksDBException e) {
      throw new IllegalStateException(e);
    }
  }

  private double perSecond(HistoryLog.Batches batches) throws IOException {
    long startNs = System.nanoTime();
    log.first(records).read(batches);
    return records / Elapsed.secondsSince(startNs);
  }

  /** Applies events as a store does, with a given writer of history. */
  private static final class Apply {
    private final ApplySettings settings;
    private final RocksRows rows;
    private final BiFunction<RowBatch, Topic, HistoryWriter> history;
    private final FactDecoder facts;
    private final RowEnds ends;
    private final RowHash hash = new RowHash();
    private final RevokedRoots revoked;
    private final RecentHeads recent = new RecentHeads(RowTotals.Totals.NONE);
    private final TreeHasher hasher = new TreeHasher();
    private final boolean hasTree;
    private final Consumer<RowBatch> written;
    private Optional<RightEdge> edge;
    private Positions positions;

    Apply(
        ApplySettings settings,
        RocksRows rows,
        BiFunction<RowBatch, Topic, HistoryWriter> history,
        Optional<RightEdge> edge,
        Consumer<RowBatch> written) {
      this.settings = settings;
      this.rows = rows;
      this.history = history;
      this.edge = edge;
      hasTree = edge.isPresent();
      this.written = written;
      facts = new FactDecoder(settings);
      ends = new RowEnds(settings.aheadMs());
      positions = Positions.none(settings.applyVersion());
      try (RowSnapshot latest = rows.latest()) {
        revoked = RevokedRoots.of(latest);
      }
    }

    /** Prepares records. Called on the reading thread. */
    PreparedBatch prepare(List<LogRecord> records) {
      return PreparedBatch.of(
          Topic.EVENTS, records, hasTree ? Optional.of(TOPIC_ID) : Optional.empty(), facts);
    }

    void batch(PreparedBatch prepared) {
      List<LogRecord> records = prepared.records();
      try (RowSnapshot latest = rows.latest()) {
        RowBatch changes = new RowBatch(latest);
        RowTotals totals = new RowTotals(positions.totals());
        HistoryWriter writer = history.apply(changes, Topic.EVENTS);
        StateRows state = new StateRows(changes, totals, ends, hash, revoked, recent, writer);
        EventsApply apply =
            new EventsApply(settings, state, positions.start(), positions.lastTickMs());
        for (int i = 0; i < records.size(); i++) {
          prepared.apply(i, apply);
        }
        Position after =
            positions
                .position(Topic.EVENTS)
                .orElseGet(() -> new Position("", TOPIC_ID, 0, LastRecord.NONE))
                .after(records.getLast());
        edge = edge.map(before -> grown(before, prepared));
        positions =
            positions.with(totals.totals(), apply.lastTickMs()).with(Topic.EVENTS, after, edge);
        changes.put(Family.POSITIONS, Keys.POSITIONS, positions.encode());
        rows.commit(changes);
        written.accept(changes);
      }
    }

    private RightEdge grown(RightEdge before, PreparedBatch prepared) {
      RightEdge grown = before;
      for (int i = 0; i < prepared.records().size(); i++) {
        grown = grown.append(prepared.leafHash(i, TOPIC_ID), hasher);
      }
      return grown;
    }
  }
}
