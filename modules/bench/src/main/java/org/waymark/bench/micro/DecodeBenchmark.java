package org.waymark.bench.micro;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.SegmentType;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.control.ControlCodec;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentRecords;
import org.waymark.wire.message.SegmentRegistration;

/**
 * Measures decoding the registration of one segment of three ASes, from the payload of a datagram
 * to records.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class DecodeBenchmark {
  private final ControlCodec codec = new ControlCodec(DecoderLimits.DEFAULT);
  private ByteBuffer framed = ByteBuffer.allocate(0);

  @Setup
  public void encode() {
    CapnpSegment segment = new Sample(2).segments(1).getFirst();
    SegmentRecords records =
        SegmentRecords.of(List.of(SegmentRecord.of(SegmentType.DOWN, segment)), List.of());
    framed =
        ByteBuffer.wrap(
            ControlCodec.encodeFramed(new ControlPayload(new SegmentRegistration(records), 1))
                .unsafeBytes());
  }

  @Benchmark
  public ControlPayload registration() {
    return codec.decodeFramed(framed.duplicate()).orElseThrow();
  }
}
