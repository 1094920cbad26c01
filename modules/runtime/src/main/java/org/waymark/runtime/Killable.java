package org.waymark.runtime;

/** A component that can also end abruptly, as if its process had been killed. */
public interface Killable extends AutoCloseable {
  /**
   * Ends the component and frees its resources in this process, and does nothing else: it notifies
   * no other process, returns nothing that it has borrowed, and writes nothing more. Others find
   * out as they would if the process had died. Has no effect if the component has ended already; a
   * later {@link #close} has no effect either.
   */
  void kill();

  /** Ends the component in an orderly way. */
  @Override
  void close();
}
