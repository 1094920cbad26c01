package org.waymark.store.row;

/** Receives the rows of a scan, in ascending order of their keys. */
@FunctionalInterface
public interface RowVisitor {
  /**
   * Receives one row.
   *
   * @param key the key, which the visitor may keep but must not modify
   * @param value the value, which the visitor may keep but must not modify
   * @return whether to continue the scan
   */
  boolean row(byte[] key, byte[] value);
}
