/**
 * Whole-server benchmarks whose figures are ratios: each is compared with a floor, measured in the
 * same run on the same machine, that leaves out everything Waymark adds. A run that did too little
 * or lost an answer is invalid and gives no figures.
 *
 * <p>Start at {@link org.waymark.bench.Bench}. The JMH benchmarks of single steps are in {@code
 * micro}.
 */
package org.waymark.bench;
