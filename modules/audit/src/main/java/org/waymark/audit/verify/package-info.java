/**
 * Compares the records of a topic with signed checkpoints, and finds the first position at which
 * they differ.
 *
 * <p>If there are two checkpoints and the older one contains its right edge, the records alone are
 * enough to decide whether anything was changed. With tiles, the position is exact, and a run of
 * records may begin and end anywhere.
 *
 * <pre>{@code
 * RunVerifier run = RunVerifier.between(topicId, older, newer, Optional.of(tiles));
 * for (LogRecord record : records) {
 *   run.accept(record);
 * }
 * RunFinding finding = run.finish();
 * }</pre>
 */
package org.waymark.audit.verify;
