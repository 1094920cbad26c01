package org.waymark.bench.micro;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.waymark.log.LogRecord;
import org.waymark.log.Topic;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.SegmentType;
import org.waymark.store.Store;
import org.waymark.store.apply.Applied;
import org.waymark.store.row.ApplySettings;

/**
 * Measures how fast new segments of three ASes are applied to an empty in-memory store, in one
 * batch.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ApplyBenchmark {
  private static final int BATCH = 400;

  private final List<LogRecord> batch = new ArrayList<>();
  private Store store = Store.inMemory(ApplySettings.DEFAULT);

  @Setup
  public void makeBatch() {
    Sample sample = new Sample(BATCH / 40);
    for (CapnpSegment segment : sample.segments(BATCH)) {
      batch.add(sample.record(batch.size(), SegmentType.DOWN, segment));
    }
  }

  @Setup(Level.Invocation)
  public void empty() {
    store.close();
    store = Store.inMemory(ApplySettings.DEFAULT);
  }

  @TearDown(Level.Invocation)
  public void check() {
    if (store.digest(Topic.EVENTS).rows() != BATCH) {
      throw new IllegalStateException("the store does not have every segment");
    }
  }

  @Benchmark
  @OperationsPerInvocation(BATCH)
  public List<Applied> newSegment() {
    return store.apply(Topic.EVENTS, batch);
  }
}
