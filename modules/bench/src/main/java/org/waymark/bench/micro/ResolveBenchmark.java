package org.waymark.bench.micro;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.slf4j.LoggerFactory;
import org.waymark.log.LogRecord;
import org.waymark.log.Topic;
import org.waymark.resolve.LocalAs;
import org.waymark.resolve.Resolution;
import org.waymark.resolve.Resolver;
import org.waymark.resolve.StoredSource;
import org.waymark.runtime.FaultHandler;
import org.waymark.runtime.FileTree;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentType;
import org.waymark.store.Store;
import org.waymark.store.row.ApplySettings;
import org.waymark.store.view.ReadView;
import org.waymark.wire.message.SegmentRequest;

/**
 * Measures resolving a request from another ISD at a core AS, whose RocksDB store has 40 paths to
 * each of its leaves. The answer contains five of these paths.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ResolveBenchmark {
  private static final int MAX_SEGMENTS = 5;
  private static final IsdAs ELSEWHERE = IsdAs.parse("2-1");

  @Param("10000")
  public int segments;

  private final Resolver resolver = new Resolver(new LocalAs(Sample.LOCAL, true), MAX_SEGMENTS);
  private final List<SegmentRequest> requests = new ArrayList<>();
  private Path folder = Path.of("");
  private Store store = Store.inMemory(ApplySettings.DEFAULT);
  private long nowMs;
  private int next;

  @Setup
  public void fill() throws IOException {
    folder = Files.createTempDirectory("waymark-bench-");
    store =
        Store.openRocks(
            folder,
            ApplySettings.DEFAULT,
            FaultHandler.logging(LoggerFactory.getLogger(ResolveBenchmark.class)));
    Sample sample = new Sample(segments / 40);
    nowMs = sample.clock.wallMs();
    List<LogRecord> batch = new ArrayList<>();
    for (CapnpSegment segment : sample.segments(segments)) {
      batch.add(sample.record(batch.size(), SegmentType.DOWN, segment));
      requests.add(new SegmentRequest(ELSEWHERE, segment.lastIa(), false, false));
    }
    store.apply(Topic.EVENTS, batch);
    store.flush();
  }

  @TearDown
  public void delete() throws IOException {
    store.close();
    FileTree.delete(folder);
  }

  @Benchmark
  public Resolution fromOtherIsd() {
    next = (next + 1) % requests.size();
    try (ReadView view = store.view()) {
      Resolution resolution = resolver.resolve(requests.get(next), new StoredSource(view), nowMs);
      if (resolution.down().size() != MAX_SEGMENTS) {
        throw new IllegalStateException("an answer is incomplete");
      }
      return resolution;
    }
  }
}
