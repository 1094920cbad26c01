package org.waymark.server.append;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.waymark.log.Appended;
import org.waymark.log.LogRecord;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.store.apply.Applied;

/** The appending thread waits for a record, which another thread applies at the same time. */
@Isolated("the model checker changes classes")
class AppliedRecordsInterleavingTest {
  private static final long TIME_MS = 1_520_000_000_000L;

  @Test
  void waiterIsNeverMissed() {
    new ModelCheckingOptions()
        .iterations(1)
        .invocationsPerIteration(300)
        .threads(2)
        .actorsPerThread(1)
        .actorsBefore(0)
        .actorsAfter(0)
        .minimizeFailedScenario(false)
        .check(Waiting.class);
  }

  /** One record; both operations run once. */
  public static class Waiting {
    private final AppliedRecords records = new AppliedRecords();
    private final CompletableFuture<Effect> learned = new CompletableFuture<>();

    @Operation(runOnce = true)
    public void await() {
      records.await(new Appended(7, TIME_MS), 0).thenAccept(learned::complete);
    }

    @Operation(runOnce = true)
    public void apply() {
      records.applied(
          List.of(new LogRecord(7, 0, TIME_MS, ByteString.EMPTY, new byte[0])),
          List.of(new Applied.InterfaceDown(7, IsdAs.NONE, 1, TIME_MS)));
    }

    @Validate
    public void effectIsLearned() {
      assertTrue(learned.isDone());
    }
  }
}
