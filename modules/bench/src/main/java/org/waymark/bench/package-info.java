/**
 * Whole-server benchmarks whose figures are ratios: each stands beside a floor that is measured in
 * the same run on the same machine, with everything taken away that Waymark adds. A run that did
 * too little, or lost an answer, is invalid and gives no figure.
 *
 * <p>Start at {@link org.waymark.bench.Bench}. The JMH benchmarks of single steps are in {@code
 * micro}.
 */
package org.waymark.bench;
