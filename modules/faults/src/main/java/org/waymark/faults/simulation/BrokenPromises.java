package org.waymark.faults.simulation;

import java.util.Optional;
import org.waymark.faults.BrokenPromiseException;
import org.waymark.faults.Promise;

/**
 * Collects promises that are found broken inside callbacks of a simulation, which cannot throw the
 * exception themselves. Only the first one counts, because others may follow from it.
 */
public final class BrokenPromises {
  private Optional<BrokenPromiseException> first = Optional.empty();

  /** Notes that a promise was broken. */
  public void add(Promise promise, String evidence) {
    if (first.isEmpty()) {
      first = Optional.of(new BrokenPromiseException(promise, evidence));
    }
  }

  /** Notes that a promise was broken unless the condition holds. */
  public void check(boolean kept, Promise promise, String evidence) {
    if (!kept) {
      add(promise, evidence);
    }
  }

  /**
   * Ends the run if a promise was broken.
   *
   * @throws BrokenPromiseException the first one
   */
  public void report() throws BrokenPromiseException {
    if (first.isPresent()) {
      throw first.get();
    }
  }
}
