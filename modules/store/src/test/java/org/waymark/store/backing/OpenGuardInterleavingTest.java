package org.waymark.store.backing;

import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.waymark.store.row.StoreException;

/**
 * Threads that read through a handle while others close it. The model checker chooses the
 * interleavings, the same ones in each run.
 */
@Isolated("the model checker changes classes")
class OpenGuardInterleavingTest {
  @Test
  void handleIsNeverUsedAfterItWasClosedNorClosedWhileUsed() {
    new ModelCheckingOptions()
        .iterations(4)
        .invocationsPerIteration(150)
        .threads(2)
        .actorsPerThread(3)
        .actorsBefore(0)
        .actorsAfter(1)
        .check(Guarded.class);
  }

  /** A handle that notices what would kill the process. */
  public static class Guarded {
    private final OpenGuard guard = new OpenGuard();
    private boolean freed;
    private int closed;

    @Operation
    public String read() {
      try {
        return guard.use(this::touch);
      } catch (StoreException.Closed e) {
        return "closed";
      }
    }

    @Operation
    public String readTwice() {
      try {
        return guard.use(() -> touch() + guard.use(this::touch));
      } catch (StoreException.Closed e) {
        return "closed";
      }
    }

    @Operation
    public void readIfOpen() {
      guard.ifOpen(this::touch);
    }

    @Operation
    public int close() {
      guard.close(
          () -> {
            freed = true;
            closed++;
          });
      return closed;
    }

    private String touch() {
      boolean before = freed;
      boolean after = freed;
      if (before || after) {
        throw new IllegalStateException("the handle was used after it had been freed");
      }
      return "read";
    }
  }
}
