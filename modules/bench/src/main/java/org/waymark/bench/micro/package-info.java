/** JMH benchmarks of single steps: {@code tools/bench jmh}. */
package org.waymark.bench.micro;
