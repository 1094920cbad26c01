/**
 * Whole-server benchmarks whose figures are ratios. Each measurement is compared with a floor that
 * excludes everything Waymark adds and is measured in the same run on the same machine. A run that
 * did too little work or lost an answer is invalid and produces no figures.
 *
 * <p>Start at {@link org.waymark.bench.Bench}. The JMH microbenchmarks are in {@code micro}.
 */
package org.waymark.bench;
