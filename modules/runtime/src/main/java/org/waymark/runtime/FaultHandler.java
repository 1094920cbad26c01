package org.waymark.runtime;

import org.slf4j.Logger;

/**
 * Told of what should not have happened, by code that goes on and does not decide what it means.
 * Called from any thread; must not throw.
 */
@FunctionalInterface
public interface FaultHandler {
  /**
   * @param what was being done, for people
   */
  void fault(String what, Throwable cause);

  /** {@return a handler that writes every fault to a log as an error} */
  static FaultHandler logging(Logger log) {
    return (what, cause) -> log.error("{}", what, cause);
  }
}
