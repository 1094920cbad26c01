package org.waymark.store;

/** Receives the rows of a scan in the ascending order of their keys. */
@FunctionalInterface
interface RowVisitor {
  /**
   * Takes one row.
   *
   * @param key the visitor's to keep, never modified
   * @param value the visitor's to keep, never modified
   * @return whether the scan goes on
   */
  boolean row(byte[] key, byte[] value);
}
