package org.waymark.segment;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Makes unsigned segments from interface numbers. */
final class Segments {
  static final long TIMESTAMP_S = 1_519_999_889;

  private Segments() {}

  /** Makes the entry of an AS with the interfaces through which the path crosses the AS. */
  static CapnpAsEntry entry(String ia, int ingress, int egress, int expTime) {
    return entry(ia, hop(ingress, egress, expTime));
  }

  static CapnpAsEntry entry(String ia, CapnpHopEntry... hops) {
    return new CapnpAsEntry(
        ByteString.ofHex("b10b"),
        new CapnpSign(CapnpSign.Type.ED25519, ByteString.EMPTY, ByteString.EMPTY, 0),
        IsdAs.parse(ia),
        1,
        1,
        12,
        List.of(hops),
        ByteString.ofHex("aa".repeat(32)),
        1400,
        CapnpAsEntry.RoutingPolicy.ABSENT,
        CapnpAsEntry.Sibra.ABSENT);
  }

  static CapnpHopEntry hop(int ingress, int egress, int expTime) {
    return new CapnpHopEntry(
        IsdAs.NONE,
        0,
        1400,
        IsdAs.NONE,
        0,
        new HopField(false, false, false, false, expTime, ingress, egress, 0xabcdef));
  }

  static CapnpSegment of(CapnpAsEntry... entries) {
    return at(TIMESTAMP_S, entries);
  }

  static CapnpSegment at(long timestampS, CapnpAsEntry... entries) {
    return new CapnpSegment(
        ByteString.ofHex("00"),
        ByteString.ofHex("5da7a0"),
        new InfoField(false, false, false, timestampS, 1, 0),
        Arrays.asList(entries));
  }

  /** Makes a segment through the given ASes, with matching interfaces. */
  static CapnpSegment along(String... ias) {
    int last = ias.length - 1;
    return of(
        IntStream.rangeClosed(0, last)
            .mapToObj(i -> entry(ias[i], i == 0 ? 0 : 10 + i, i == last ? 0 : 50 + i, 63))
            .toArray(CapnpAsEntry[]::new));
  }
}
