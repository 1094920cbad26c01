package org.waymark.runtime;

import org.slf4j.Logger;

/**
 * Receives faults from code that continues after a fault; the handler decides on the consequences.
 * Methods may be called from any thread, and must not throw an exception.
 */
@FunctionalInterface
public interface FaultHandler {
  /**
   * Handles a fault.
   *
   * @param what a human-readable description of the failure, suitable as a log line
   */
  void fault(String what, Throwable cause);

  /** {@return a handler that logs every fault as an error} */
  static FaultHandler logging(Logger log) {
    return (what, cause) -> log.error("{}", what, cause);
  }
}
