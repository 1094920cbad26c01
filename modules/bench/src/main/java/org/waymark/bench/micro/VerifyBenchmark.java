package org.waymark.bench.micro;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.waymark.fixtures.Route;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.SegmentType;
import org.waymark.trust.Ed25519;
import org.waymark.trust.SegmentVerifier;
import org.waymark.trust.Verification;
import org.waymark.trust.VerifiedPrefixes;

/**
 * Measures verifying a segment of three ASes in three cases: nothing is cached, so its chains are
 * verified as well; the chains are cached, as for the next segment of the same ASes; or everything
 * is cached, as for a repeated segment.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class VerifyBenchmark {

  /** A verifier and its cache. */
  @State(Scope.Benchmark)
  public static class Verifier {
    private final Sample sample = new Sample(2);
    private final HeldTrust trust = HeldTrust.of(sample.network.trust());
    private final VerifiedPrefixes memory = new VerifiedPrefixes(VerifiedPrefixes.DEFAULT_CAPACITY);
    private final SegmentVerifier verifier =
        new SegmentVerifier(Ed25519.fastest(), memory, sample.clock);
    private final CapnpSegment segment = segment(0);
    private final CapnpSegment earlier = segment(60);

    private CapnpSegment segment(long agoS) {
      Route route =
          sample
              .network
              .topology()
              .routes(SegmentType.DOWN, 3)
              .filter(one -> one.size() == 3)
              .findFirst()
              .orElseThrow();
      long timestampS = sample.clock.wallMs() / 1_000 - agoS;
      return sample
          .network
          .segments()
          .along(route)
          .timestampS(timestampS)
          .withArbitraryRoots()
          .make();
    }

    private Verification.Verified verify(CapnpSegment other) {
      return switch (verifier.verify(other, trust, Sample.LOCAL)) {
        case Verification.Verified verified -> verified;
        case Verification refused -> throw new IllegalStateException(refused.toString());
      };
    }
  }

  /** A verifier that has seen only an earlier segment of the same ASes. */
  @State(Scope.Benchmark)
  public static class NextSegment {
    @Setup(Level.Invocation)
    public void rememberChains(Verifier with) {
      with.memory.clear();
      with.verify(with.earlier);
    }
  }

  @Benchmark
  public Verification nothingRemembered(Verifier with) {
    with.memory.clear();
    return with.verify(with.segment);
  }

  @Benchmark
  public Verification chainsRemembered(Verifier with, NextSegment next) {
    return with.verify(with.segment);
  }

  @Benchmark
  public Verification everythingRemembered(Verifier with) {
    return with.verify(with.segment);
  }
}
