package org.waymark.store.backing;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.waymark.store.row.ApplyVersion;
import org.waymark.store.row.RowSnapshot;
import org.waymark.store.row.Rows;
import org.waymark.store.row.StoreException;

/**
 * The backing of a store in memory, which survives reopening but not the process.
 *
 * <p>Owned by a store. Used by the thread that applies; {@code whole} may be read by any thread.
 */
public final class MemoryBacking implements Backing {
  private final Rows rows;
  private final ApplyVersion version;
  private final OpenedState opened;
  private final CompletableFuture<StoreException.Unavailable> failure = new CompletableFuture<>();
  private volatile boolean whole;

  public MemoryBacking(Rows rows, ApplyVersion version) {
    this.rows = rows;
    this.version = version;
    try (RowSnapshot latest = rows.latest()) {
      opened = OpenedState.of(latest, version);
    }
  }

  @Override
  public String place() {
    return "memory";
  }

  @Override
  public Rows rows() {
    return rows;
  }

  @Override
  public OpenedState opened() {
    return opened;
  }

  @Override
  public Backing beside() {
    return new MemoryBacking(new MemoryRows(), version);
  }

  @Override
  public Backing again() {
    MemoryBacking again = new MemoryBacking(rows, version);
    again.whole = whole;
    return again;
  }

  @Override
  public Provenance provenance() {
    return new Provenance.Fresh();
  }

  @Override
  public CompletableFuture<StoreException.Unavailable> failure() {
    return failure;
  }

  @Override
  public void flush() {
    // There is no disk to flush to.
  }

  @Override
  public void checkpoint() {
    throw new UnsupportedOperationException("a store in memory has no files to copy");
  }

  @Override
  public boolean whole() {
    return whole;
  }

  @Override
  public void markWhole() {
    whole = true;
  }

  @Override
  public Optional<String> replayNote() {
    return Optional.empty();
  }

  @Override
  public void abandon(String why) {
    // Nothing needs to be marked, because the next process cannot find this store anyway.
  }

  @Override
  public void close() {
    // The garbage collector frees the memory.
  }
}
