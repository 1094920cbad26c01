package org.waymark.runtime;

import org.slf4j.Logger;

/**
 * Receives faults from code that carries on after a fault and lets the handler decide what the
 * fault means. Called from any thread; must not throw.
 */
@FunctionalInterface
public interface FaultHandler {
  /**
   * Handles a fault.
   *
   * @param what a human-readable description of what failed
   */
  void fault(String what, Throwable cause);

  /** {@return a handler that logs every fault as an error} */
  static FaultHandler logging(Logger log) {
    return (what, cause) -> log.error("{}", what, cause);
  }
}
