/**
 * Rows, the parts of the state: their keys and values, the families they lie in, batches and
 * snapshots of them, and the digest over them.
 *
 * <p>A row is a {@link org.waymark.store.row.Row} in memory, and a key and a value of bytes in a
 * family; {@code Keys} and {@code RowCodec} translate. {@code Positions} is the one row that says
 * which records the others are made of.
 */
package org.waymark.store.row;
