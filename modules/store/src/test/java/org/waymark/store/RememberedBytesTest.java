package org.waymark.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.waymark.fixtures.Network;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.ByteString;
import org.waymark.segment.CapnpAsEntry;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentKey;
import org.waymark.segment.SegmentType;
import org.waymark.store.apply.RecentHeads;
import org.waymark.store.backing.MemoryRows;
import org.waymark.store.row.RowBatch;
import org.waymark.store.row.RowTotals;
import org.waymark.store.row.SegmentValue;
import org.waymark.store.row.VersionBytes;
import org.waymark.store.view.SegmentLoader;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.message.AsEntryFields;

/** Tests that the memory of the store's caches is bounded, whatever the size of segments. */
class RememberedBytesTest {
  private static final long MOST = 1 << 20;

  private final Network network =
      Network.of(NetworkTopology.twoIsds(), 7, new VirtualClock(1_520_000_000_000L));

  /** A segment with some hundred bytes on the wire and some ten thousand in memory. */
  private PathSegment large(int number) {
    return network
        .segments()
        .along("1-11", "1-14")
        .expTime(1 + number)
        .changing(
            1,
            fields ->
                new AsEntryFields(
                    fields.ia(),
                    fields.trcVersion(),
                    fields.certVersion(),
                    fields.ifIdSize(),
                    fields.hops(),
                    ByteString.owning(new byte[20_000]),
                    fields.mtu(),
                    fields.routingPolicy(),
                    new CapnpAsEntry.Sibra(
                        ByteString.owning(new byte[30_000]), ByteString.EMPTY, false, List.of())))
        .make();
  }

  @Test
  void headsOfVersions() {
    RecentHeads heads = new RecentHeads(RowTotals.Totals.NONE, MOST);
    for (int i = 0; i < 100; i++) {
      heads.put(key(i), SegmentValue.of(large(i), 1, i));
    }
    assertTrue(heads.bytes() <= MOST, heads.bytes() + " bytes");
    long counted =
        IntStream.range(0, 100)
            .mapToObj(i -> heads.get(key(i)))
            .flatMap(Optional::stream)
            .mapToLong(head -> head.array().length)
            .sum();
    assertTrue(counted <= MOST && counted >= MOST / 2, counted + " bytes");
    assertEquals(99, heads.get(key(99)).orElseThrow().offset());
    assertEquals(Optional.empty(), heads.get(key(0)));
    IntStream.range(0, 100).forEach(i -> heads.remove(key(i)));
    assertEquals(0, heads.bytes());
  }

  private static byte[] key(int number) {
    return new byte[] {(byte) number, 1};
  }

  @Test
  void segmentsThatWereLoaded() {
    SegmentLoader loader = new SegmentLoader(DecoderLimits.DEFAULT, MOST);
    MemoryRows rows = new MemoryRows();
    RowBatch batch = new RowBatch(rows.latest());
    for (int i = 0; i < 100; i++) {
      PathSegment segment = large(i);
      VersionBytes.put(batch, i, new VersionBytes(1, segment.bytes()));
      loader.load(batch, new SegmentKey(segment.format(), SegmentType.UP, segment.id()), i);
    }
    long taken = loader.rememberedBytes();
    assertTrue(taken <= MOST && taken >= MOST / 2, taken + " bytes");
  }
}
