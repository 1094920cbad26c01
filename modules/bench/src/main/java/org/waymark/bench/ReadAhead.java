package org.waymark.bench;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.waymark.log.LogRecord;
import org.waymark.store.apply.PreparedBatch;

/** Reads and prepares a log on a second thread, as a replica does. */
final class ReadAhead {
  /** The number of batches that a replica reads ahead. */
  private static final int QUEUED = 4;

  private ReadAhead() {}

  /**
   * Reads all batches of a log.
   *
   * @param prepare called on the second thread
   * @param apply called on this thread, in the order of the log
   */
  static void of(
      HistoryLog log,
      Function<List<LogRecord>, PreparedBatch> prepare,
      Consumer<PreparedBatch> apply)
      throws IOException, InterruptedException {
    BlockingQueue<Optional<PreparedBatch>> queue = new ArrayBlockingQueue<>(QUEUED);
    CompletableFuture<Void> ended = new CompletableFuture<>();
    Thread reader =
        Thread.ofPlatform()
            .daemon()
            .name("bench-read")
            .start(
                () -> {
                  try {
                    log.read(batch -> put(queue, Optional.of(prepare.apply(batch))));
                    ended.complete(null);
                  } catch (IOException | RuntimeException | Error e) {
                    ended.completeExceptionally(e);
                  }
                  put(queue, Optional.empty());
                });
    try {
      for (var next = queue.take(); next.isPresent(); next = queue.take()) {
        apply.accept(next.get());
      }
      ended.join();
    } catch (CompletionException e) {
      throw new IOException("the log could not be read", e.getCause());
    } finally {
      reader.interrupt();
    }
  }

  private static void put(
      BlockingQueue<Optional<PreparedBatch>> queue, Optional<PreparedBatch> batch) {
    try {
      queue.put(batch);
    } catch (InterruptedException e) {
      throw new IllegalStateException("apply failed while the log was read", e);
    }
  }
}
