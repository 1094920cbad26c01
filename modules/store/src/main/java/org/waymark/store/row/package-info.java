/**
 * The rows of the state: their keys and values, the tables that contain them, batches, snapshots,
 * and the digest over all rows.
 *
 * <p>In memory, a row is a {@link org.waymark.store.row.Row}; in a table, a {@code Family}, it is a
 * key and a value in bytes. {@code Keys} and {@code RowCodec} translate between the two. {@code
 * Positions} is the row that states which records the other rows reflect.
 */
package org.waymark.store.row;
