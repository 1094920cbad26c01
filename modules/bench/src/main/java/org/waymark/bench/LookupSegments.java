package org.waymark.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.waymark.fixtures.Network;
import org.waymark.fixtures.Route;
import org.waymark.log.Appended;
import org.waymark.log.Entry;
import org.waymark.log.Topic;
import org.waymark.log.kafka.KafkaEventLog;
import org.waymark.segment.ByteString;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.CapnpSign;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentType;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.capnp.Form;
import org.waymark.wire.control.SegmentCodec;
import org.waymark.wire.control.StructCodec;
import org.waymark.wire.message.AsEntryFields;
import org.waymark.wire.message.SegmentFields;
import org.waymark.wire.message.SignedBlob;

/**
 * The stored segments of the lookup benchmarks: from the local core AS to each of many
 * destinations, five segments over five ASes.
 *
 * <p>Only one segment per route is really signed. The others differ from it in their last AS and in
 * all signatures, which are random, because apply does not check them; so there can be a million
 * destinations without as many keys. Segments to the same destination are next to each other in the
 * log, as if they had been registered together.
 */
final class LookupSegments {
  /** The number of segments to each destination. */
  static final int PER_DESTINATION = 5;

  private static final int DESTINATIONS_AT_ONCE = 400;
  private static final long FIRST_DESTINATION = 0x1_0000_0000L;
  private static final int SIGNATURE_BYTES = 64;

  private final List<CapnpSegment> signed;
  private final SegmentCodec segments = new SegmentCodec(DecoderLimits.DEFAULT);
  private final StructCodec structs = new StructCodec(DecoderLimits.DEFAULT);

  private LookupSegments(List<CapnpSegment> signed) {
    this.signed = signed;
  }

  /** {@return the signed segments, one per route} */
  static List<CapnpSegment> signed(Testbed bed) {
    Network network = bed.network();
    long timestampS = bed.clock().wallMs() / 1_000;
    return IntStream.rangeClosed(1, PER_DESTINATION)
        .mapToObj(number -> SegmentEvents.segment(network, route(network, number), timestampS))
        .toList();
  }

  /** A route whose links, except those of its first ASes, need not exist in the topology. */
  private static Route route(Network network, int number) {
    List<IsdAs> ases =
        network.topology().ases().keySet().stream()
            .filter(ia -> !ia.equals(Testbed.LOCAL))
            .limit(4)
            .toList();
    List<Route.Step> steps = new ArrayList<>();
    steps.add(new Route.Step(Testbed.LOCAL, 0, 10 + number));
    steps.add(new Route.Step(ases.get(0), 20 + number, 30));
    steps.add(new Route.Step(ases.get(1), 40, 50));
    steps.add(new Route.Step(ases.get(2), 60, 70));
    steps.add(new Route.Step(ases.get(3), 80, 0));
    return new Route(steps);
  }

  /** {@return the AS at which the segments to a destination end} */
  static IsdAs destination(int number) {
    return IsdAs.of(Testbed.LOCAL.isd(), FIRST_DESTINATION + number);
  }

  /** Creates the log of a benchmark, with the segments to the given number of destinations. */
  static void fill(Testbed bed, String prefix, int destinations) {
    bed.makeLog(prefix);
    bed.progress(
        "%s: creating and storing %d segments".formatted(prefix, destinations * PER_DESTINATION));
    LookupSegments made = new LookupSegments(signed(bed));
    try (KafkaEventLog log = bed.openLog(prefix)) {
      for (int from = 0; from < destinations; from += DESTINATIONS_AT_ONCE) {
        List<CompletableFuture<Appended>> appended = new ArrayList<>();
        made.entries(from, Math.min(destinations, from + DESTINATIONS_AT_ONCE))
            .forEach(entry -> appended.add(log.append(Topic.EVENTS, entry)));
        appended.forEach(CompletableFuture::join);
      }
    }
  }

  private List<Entry> entries(int from, int to) {
    return IntStream.range(from, to).parallel().boxed().flatMap(i -> entries(i).stream()).toList();
  }

  private List<Entry> entries(int number) {
    SplittableRandom random = new SplittableRandom(number);
    IsdAs destination = destination(number);
    return signed.stream()
        .map(
            one -> SegmentEvents.entry(SegmentType.DOWN, to(destination, one, random), destination))
        .toList();
  }

  private CapnpSegment to(IsdAs destination, CapnpSegment template, SplittableRandom random) {
    List<SignedBlob> entries = new ArrayList<>();
    for (SignedBlob entry : SegmentCodec.fieldsOf(template).asEntries()) {
      boolean isLast = entries.size() == template.entries().size() - 1;
      byte[] signature = new byte[SIGNATURE_BYTES];
      random.nextBytes(signature);
      CapnpSign sign = entry.sign();
      entries.add(
          new SignedBlob(
              isLast ? renamed(entry.blob(), destination) : entry.blob(),
              new CapnpSign(
                  sign.type(), sign.source(), ByteString.owning(signature), sign.timestamp())));
    }
    PathSegment made =
        segments.ofFields(new SegmentFields(template.signedData(), entries)).orElseThrow();
    return switch (made) {
      case CapnpSegment segment -> segment;
    };
  }

  private ByteString renamed(ByteString blob, IsdAs ia) {
    AsEntryFields fields = structs.asEntry(Form.PACKED, blob).orElseThrow();
    return SegmentCodec.encodeAsEntry(
        new AsEntryFields(
            ia,
            fields.trcVersion(),
            fields.certVersion(),
            fields.ifIdSize(),
            fields.hops(),
            fields.hashTreeRoot(),
            fields.mtu(),
            fields.routingPolicy(),
            fields.sibra()));
  }
}
