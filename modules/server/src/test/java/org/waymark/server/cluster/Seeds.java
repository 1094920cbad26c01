package org.waymark.server.cluster;

import java.util.stream.LongStream;

/**
 * The seeds of scenarios: a few in every build, and more on request, as in {@code mvn -pl
 * modules/server -am test -Dtest='*ClusterTest' -Dcluster.seeds=200}. A test's name ends with its
 * seed.
 */
final class Seeds {
  private static final long DEFAULT = 3;

  private Seeds() {}

  static LongStream all() {
    return LongStream.rangeClosed(1, Long.getLong("cluster.seeds", DEFAULT));
  }
}
