package org.waymark.runtime;

/** A component that can also end abruptly, as if its process had been killed. */
public interface Killable extends AutoCloseable {
  /**
   * Ends the component and frees its resources in this process, but does nothing else: the
   * component does not notify other processes, release leases or write anything. To others, it is
   * as if the process had died. Has no effect if the component has already ended; a later {@link
   * #close} has no effect either.
   */
  void kill();

  /** Ends the component in an orderly way. */
  @Override
  void close();
}
