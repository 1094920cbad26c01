package org.waymark.faults.simulation;

import java.util.Optional;
import org.waymark.faults.BrokenPromiseException;
import org.waymark.faults.Promise;

/**
 * Collects broken promises that are found inside callbacks of a simulation, because callbacks
 * cannot throw the exception themselves. Only the first broken promise is reported, because others
 * may be consequences of it.
 */
public final class BrokenPromises {
  private Optional<BrokenPromiseException> first = Optional.empty();

  /** Records that a promise was broken. */
  public void add(Promise promise, String evidence) {
    if (first.isEmpty()) {
      first = Optional.of(new BrokenPromiseException(promise, evidence));
    }
  }

  /** Records a broken promise unless the condition holds. */
  public void check(boolean kept, Promise promise, String evidence) {
    if (!kept) {
      add(promise, evidence);
    }
  }

  /**
   * Ends the run if a promise was broken.
   *
   * @throws BrokenPromiseException for the first broken promise
   */
  public void report() throws BrokenPromiseException {
    if (first.isPresent()) {
      throw first.get();
    }
  }
}
