package org.waymark.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.waymark.runtime.FileTree;
import org.waymark.store.backing.RocksBacking;
import org.waymark.store.row.ApplySettings;
import org.waymark.store.row.Family;
import org.waymark.store.row.Prefixes;
import org.waymark.store.row.RowBatch;
import org.waymark.store.row.RowSnapshot;
import org.waymark.store.row.Rows;

/**
 * Measures reads and writes of rows through a store's own interface, as a fraction of the same
 * calls of RocksDB's Java interface. Each read through the store takes a snapshot, as a request
 * does; the floor uses none, and keeps one iterator.
 */
final class StoreBenchmark implements Benchmark {
  private static final String NAME = "store";
  private static final long SEED = 4;

  /** The length of a row of the segments table for a path of three ASes. */
  private static final int VALUE_BYTES = 250;

  private static final int ROWS_PER_PREFIX = 5;
  private static final int ROWS_PER_BATCH = 1_000;
  private static final Family GOT = Family.SEGMENTS;
  private static final Family SCANNED = Family.BY_LAST;
  private static final Family WRITTEN = Family.HISTORY;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Figures run(Testbed bed, Scale scale) throws IOException {
    bed.progress("store: %d rounds".formatted(scale.storeRounds()));
    Path bareFolder = Files.createDirectory(bed.newFolder("bare-rows"));
    Path folder = bed.newFolder("rows");
    RocksBacking backing =
        RocksBacking.open(
            folder,
            Optional.empty(),
            ApplySettings.DEFAULT.applyVersion(),
            (what, cause) -> {
              throw new IllegalStateException(what, cause);
            });
    try (BareRows bare = BareRows.ofStore(bareFolder)) {
      return new Run(scale, backing.rows(), bare).figures();
    } catch (RocksDBException e) {
      throw new IllegalStateException(e);
    } finally {
      backing.close();
      FileTree.delete(folder);
      FileTree.delete(bareFolder);
    }
  }

  /** One way of doing something with all keys; returns the number of rows it saw. */
  @FunctionalInterface
  private interface Way {
    long all() throws RocksDBException;
  }

  /** A run with both databases. */
  private static final class Run {
    private final Rows rows;
    private final BareRows bare;
    private final int rounds;
    private final List<byte[]> keys = new ArrayList<>();
    private final List<byte[]> prefixes = new ArrayList<>();
    private final byte[] value = new byte[VALUE_BYTES];
    private final Figures.Collected collected = new Figures.Collected();
    private final List<String> shares = new ArrayList<>();

    Run(Scale scale, Rows rows, BareRows bare) throws RocksDBException {
      this.rows = rows;
      this.bare = bare;
      rounds = scale.storeRounds();
      Random random = new Random(SEED);
      for (int i = 0; i < scale.storeRows(); i++) {
        keys.add(ByteBuffer.allocate(34).putLong(2, random.nextLong()).array());
        if (i % ROWS_PER_PREFIX == 0) {
          prefixes.add(ByteBuffer.allocate(17).putLong(1, random.nextLong()).array());
        }
      }
      try (RowSnapshot latest = rows.latest()) {
        RowBatch batch = new RowBatch(latest);
        for (int i = 0; i < keys.size(); i++) {
          byte[] inPrefix =
              ByteBuffer.allocate(52).put(prefixes.get(i / ROWS_PER_PREFIX)).putInt(i).array();
          batch.put(GOT, keys.get(i), value);
          batch.put(SCANNED, inPrefix, new byte[16]);
          bare.put(GOT, keys.get(i), value);
          bare.put(SCANNED, inPrefix, new byte[16]);
        }
        rows.commit(batch);
        bare.commit();
      }
      rows.flush();
      bare.flush();
    }

    Figures figures() throws RocksDBException {
      compare("get", keys.size(), this::get, this::getBare);
      try (RocksIterator iterator = bare.iterator(SCANNED)) {
        compare("scan", keys.size(), this::scan, () -> scanBare(iterator));
      }
      compare("put", keys.size(), this::put, this::putBare);
      String headline = "store: share of bare RocksDB: " + String.join(", ", shares);
      return collected.under(NAME, headline, true);
    }

    private void compare(String what, long expected, Way ours, Way floor) throws RocksDBException {
      perSecond(ours, expected);
      perSecond(floor, expected);
      double[] rates = new double[rounds];
      double[] floors = new double[rounds];
      double[] ratios = new double[rounds];
      for (int round = 0; round < rounds; round++) {
        rates[round] = perSecond(ours, expected);
        floors[round] = perSecond(floor, expected);
        ratios[round] = rates[round] / floors[round];
      }
      Median ratio = Median.of(ratios);
      shares.add(String.format(Locale.ROOT, "%s %.1f %%", what, 100 * ratio.value()));
      collected
          .add(what + "-rows-per-s", Median.of(rates).value())
          .add(what + "-floor-rows-per-s", Median.of(floors).value())
          .add(what + "-share", ratio.value())
          .add(what + "-least-share-of-a-round", ratio.least())
          .add(what + "-greatest-share-of-a-round", ratio.most());
    }

    private static double perSecond(Way way, long expected) throws RocksDBException {
      long startNs = System.nanoTime();
      long seen = way.all();
      double seconds = Elapsed.secondsSince(startNs);
      if (seen != expected) {
        throw new InvalidRunException("%d rows instead of %d".formatted(seen, expected));
      }
      return seen / seconds;
    }

    private long get() {
      long seen = 0;
      for (byte[] key : keys) {
        try (RowSnapshot snapshot = rows.snapshot()) {
          seen += snapshot.get(GOT, key).map(found -> 1).orElse(0);
        }
      }
      return seen;
    }

    private long getBare() throws RocksDBException {
      long seen = 0;
      for (byte[] key : keys) {
        seen += bare.get(GOT, key) == null ? 0 : 1;
      }
      return seen;
    }

    private long scan() {
      long[] seen = {0};
      for (byte[] prefix : prefixes) {
        try (RowSnapshot snapshot = rows.snapshot()) {
          snapshot.scan(
              SCANNED,
              prefix,
              (_, _) -> {
                seen[0]++;
                return true;
              });
        }
      }
      return seen[0];
    }

    private long scanBare(RocksIterator iterator) throws RocksDBException {
      long seen = 0;
      for (byte[] prefix : prefixes) {
        for (iterator.seek(prefix);
            iterator.isValid() && Prefixes.has(iterator.key(), prefix);
            iterator.next()) {
          seen += iterator.value().length > 0 ? 1 : 0;
        }
        iterator.status();
      }
      return seen;
    }

    private long put() {
      for (int from = 0; from < keys.size(); from += ROWS_PER_BATCH) {
        try (RowSnapshot latest = rows.latest()) {
          RowBatch batch = new RowBatch(latest);
          for (byte[] key : batchFrom(from)) {
            batch.put(WRITTEN, key, value);
          }
          rows.commit(batch);
        }
      }
      return keys.size();
    }

    private long putBare() throws RocksDBException {
      for (int from = 0; from < keys.size(); from += ROWS_PER_BATCH) {
        for (byte[] key : batchFrom(from)) {
          bare.put(WRITTEN, key, value);
        }
        bare.commit();
      }
      return keys.size();
    }

    private List<byte[]> batchFrom(int from) {
      return keys.subList(from, Math.min(keys.size(), from + ROWS_PER_BATCH));
    }
  }
}
