package org.waymark.runtime;

/** A part that can end without order, too: as it would if its process were killed. */
public interface Killable extends AutoCloseable {
  /**
   * Ends it and frees what it has in this process, and that is all: nobody is told, nothing is
   * given back, nothing more is written. Others notice as they notice the death of a process. Does
   * nothing when it has ended, and then {@link #close} does nothing.
   */
  void kill();

  /** Ends it in order. */
  @Override
  void close();
}
