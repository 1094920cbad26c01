/**
 * Damages the files of a store, and requires that no replica serves wrong rows from a damaged
 * store.
 *
 * <p>Start at {@link org.waymark.faults.files.FilesSuite}.
 */
package org.waymark.faults.files;
