package org.waymark.runtime;

/** A component that can also end abruptly, as if its process had been killed. */
public interface Killable extends AutoCloseable {
  /**
   * Ends it and frees its resources in this process, and does nothing else: it notifies no other
   * process, gives nothing back and writes nothing more. Others find out as they would if the
   * process had died. Has no effect if it has ended already; a later {@link #close} has no effect
   * either.
   */
  void kill();

  /** Ends it in an orderly way. */
  @Override
  void close();
}
