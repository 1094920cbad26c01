package org.waymark.bench.micro;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.waymark.segment.ByteString;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.SegmentType;
import org.waymark.wire.control.ControlCodec;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentRecords;
import org.waymark.wire.message.SegmentReply;
import org.waymark.wire.message.SegmentRequest;

/**
 * Measures encoding a reply with five segments of three ASes, from records to the payload of a
 * datagram.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class EncodeBenchmark {
  private static final int SEGMENTS = 5;

  private List<CapnpSegment> segments = List.of();
  private SegmentRequest request = new SegmentRequest(Sample.LOCAL, Sample.LOCAL, false, false);

  @Setup
  public void make() {
    segments = new Sample(2).segments(SEGMENTS);
    request = new SegmentRequest(Sample.LOCAL, segments.getFirst().lastIa(), false, false);
  }

  @Benchmark
  public ByteString reply() {
    SegmentRecords records =
        SegmentRecords.of(
            segments.stream().map(one -> SegmentRecord.of(SegmentType.DOWN, one)).toList(),
            List.of());
    return ControlCodec.encodeFramed(new ControlPayload(new SegmentReply(request, records), 1));
  }
}
