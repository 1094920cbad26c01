package org.waymark.embedded;

/**
 * Receives faults that happen inside an embedded broker.
 *
 * <p>After a fatal fault, the broker no longer serves clients. It must be closed, and a new broker
 * can then be started on the same directory.
 */
@FunctionalInterface
public interface FaultListener {
  /**
   * Handles a fault. Called on a thread of the broker, so it must not block.
   *
   * @param what the part of the broker that failed, and the operation that failed
   * @param fatal whether the broker can no longer serve clients
   */
  void fault(String what, boolean fatal, Throwable cause);
}
