/**
 * Damages the files of a store, and requires that no replica serves a wrong row from them.
 *
 * <p>Start at {@link org.waymark.faults.files.FilesSuite}.
 */
package org.waymark.faults.files;
