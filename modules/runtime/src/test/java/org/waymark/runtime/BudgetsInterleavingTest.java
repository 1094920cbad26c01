package org.waymark.runtime;

import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;
import org.waymark.runtime.simulation.VirtualClock;

/**
 * Budgets that several threads use at once: under every interleaving that is tried, the results are
 * those of some order of the calls, so no token is given twice or lost.
 */
class BudgetsInterleavingTest {
  private static ModelCheckingOptions options() {
    return new ModelCheckingOptions()
        .iterations(4)
        .invocationsPerIteration(100)
        .threads(2)
        .actorsPerThread(3);
  }

  @Test
  void bucketGivesEachTokenOnce() {
    options().check(Bucket.class);
  }

  @Test
  void keysHaveBudgetsOfTheirOwnAndAreForgottenOneByOne() {
    options().check(Keyed.class);
  }

  /** A bucket of three tokens, while time stands still. */
  public static class Bucket {
    private final TokenBucket bucket = new TokenBucket(new VirtualClock(0), 1, 3);

    @Operation
    public boolean take() {
      return bucket.tryTake();
    }

    @Operation
    public boolean takeTwo() {
      return bucket.tryTake(2);
    }

    @Operation
    public boolean isFull() {
      return bucket.isFull();
    }
  }

  /** Budgets of two tokens each for two keys; a third key displaces one of them. */
  @Param(name = "key", gen = IntGen.class, conf = "1:3")
  public static class Keyed {
    private final KeyedBudgets<Integer> budgets = new KeyedBudgets<>(new VirtualClock(0), 1, 2, 2);

    @Operation
    public boolean take(@Param(name = "key") int key) {
      return budgets.tryTake(key);
    }

    @Operation
    public int keys() {
      return budgets.keys();
    }

    @Operation
    public long forgotten() {
      return budgets.forgottenInDebt();
    }
  }
}
