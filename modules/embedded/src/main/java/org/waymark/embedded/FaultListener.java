package org.waymark.embedded;

/**
 * Receives the faults inside an embedded broker.
 *
 * <p>After a fatal fault the broker no longer serves clients: close it, and start it again on the
 * same directory.
 */
@FunctionalInterface
public interface FaultListener {
  /**
   * Handles a fault. Called on a thread of the broker, so it must not block.
   *
   * @param what the part of the broker that failed, and what it was doing
   * @param fatal whether the broker can no longer serve clients
   */
  void fault(String what, boolean fatal, Throwable cause);
}
