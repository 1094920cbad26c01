/** JMH benchmarks of single steps, run by {@code tools/bench jmh}. */
package org.waymark.bench.micro;
