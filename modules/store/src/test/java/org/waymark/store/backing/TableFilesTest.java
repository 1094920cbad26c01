package org.waymark.store.backing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.FlushOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

class TableFilesTest {
  private static final int COMPACTIONS = 100;

  @TempDir private Path directory;

  @Test
  void tableThatACompactionDeletesMeanwhileIsNotMissing() throws Exception {
    RocksDB.loadLibrary();
    try (Options options = new Options().setCreateIfMissing(true);
        RocksDB db = RocksDB.open(options, directory.toString())) {
      CompletableFuture<Void> compactions = CompletableFuture.runAsync(() -> compact(db));
      do {
        assertEquals(Optional.empty(), TableFiles.fault(db, directory));
      } while (!compactions.isDone());
      compactions.join();
    }
  }

  private static void compact(RocksDB db) {
    try (FlushOptions flush = new FlushOptions()) {
      for (int i = 0; i < COMPACTIONS; i++) {
        byte[] row = ByteBuffer.allocate(Integer.BYTES).putInt(i % 10).array();
        db.put(row, row);
        db.flush(flush);
        db.compactRange();
      }
    } catch (RocksDBException e) {
      throw new IllegalStateException(e);
    }
  }
}
