package org.waymark.server.registration;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.waymark.segment.ByteString;
import org.waymark.segment.SegmentType;
import org.waymark.server.outcome.Outcome;

/** Equal registrations at once, while the record of one of them is applied. */
@Isolated("the model checker changes classes")
class EqualRegistrationsInterleavingTest {
  @Test
  void equalRegistrationsMakeOneAppendAndAllHaveAnOutcome() {
    new ModelCheckingOptions()
        .iterations(4)
        .invocationsPerIteration(150)
        .threads(2)
        .actorsPerThread(2)
        .actorsBefore(0)
        .actorsAfter(0)
        .check(Burst.class);
  }

  /** A segment that several messages register. */
  public static class Burst {
    private final EqualRegistrations equal = new EqualRegistrations();
    private final AtomicInteger appends = new AtomicInteger();
    private final AtomicReference<CompletableFuture<Outcome>> appended = new AtomicReference<>();
    private final Queue<CompletableFuture<Outcome>> outcomes = new ConcurrentLinkedQueue<>();
    private volatile boolean stored;

    @Operation
    public void register() {
      outcomes.add(equal.share(SegmentType.UP, ByteString.EMPTY, this::judgeAndAppend).outcome());
    }

    /** As the handler does: what is stored is known, everything else is appended. */
    private CompletableFuture<Outcome> judgeAndAppend() {
      if (stored) {
        return CompletableFuture.completedFuture(new Outcome.Known());
      }
      appends.incrementAndGet();
      CompletableFuture<Outcome> outcome = new CompletableFuture<>();
      appended.set(outcome);
      return outcome;
    }

    /** Applies the record, if there is one. */
    @Operation
    public void apply() {
      CompletableFuture<Outcome> outcome = appended.get();
      if (outcome != null) {
        stored = true;
        outcome.complete(new Outcome.Added(1));
      }
    }

    @Validate
    public void onlyOneIsAppendedAndNoneWaitsForEver() {
      apply();
      assertTrue(appends.get() <= 1, () -> appends + " appends");
      outcomes.forEach(outcome -> assertTrue(outcome.isDone()));
    }
  }
}
