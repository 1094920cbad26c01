package org.waymark.store.row;

/** A row as it is stored. Neither array may be modified. */
public record StoredRow(byte[] key, byte[] value) {}
