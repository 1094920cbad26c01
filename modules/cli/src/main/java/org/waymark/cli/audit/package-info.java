/** The commands of {@code waymark audit}, for keys, checkpoints, and proofs about a log. */
package org.waymark.cli.audit;
