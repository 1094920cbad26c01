package org.waymark.embedded;

/**
 * Hears of faults inside an embedded broker.
 *
 * <p>After a fatal one the broker does not serve any more: close it, and start it again on the same
 * directory.
 */
@FunctionalInterface
public interface FaultListener {
  /**
   * A fault happened. Called on a thread of the broker, which must not be blocked.
   *
   * @param what the part of the broker and what it was doing
   * @param fatal whether the broker cannot go on
   */
  void fault(String what, boolean fatal, Throwable cause);
}
