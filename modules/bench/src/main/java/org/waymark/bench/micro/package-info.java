/** JMH microbenchmarks, run by {@code tools/bench jmh}. */
package org.waymark.bench.micro;
