package org.waymark.runtime;

/** A component that can also end abruptly, as if its process had been killed. */
public interface Killable extends AutoCloseable {
  /**
   * Ends the component and frees its resources in this process, but nothing else. The component
   * does not notify other processes, does not return what it has borrowed, and does not write
   * anything more. Others notice its end as if its process had died. Has no effect if the component
   * has ended already; a later {@link #close} has no effect either.
   */
  void kill();

  /** Ends the component in an orderly way. */
  @Override
  void close();
}
