/** {@code waymark audit}: keys, checkpoints and proofs of the record that a log is. */
package org.waymark.cli.audit;
