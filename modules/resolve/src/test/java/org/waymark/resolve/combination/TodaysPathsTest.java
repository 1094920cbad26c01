package org.waymark.resolve.combination;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.waymark.segment.ByteString;
import org.waymark.segment.CapnpAsEntry;
import org.waymark.segment.CapnpHopEntry;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.CapnpSign;
import org.waymark.segment.HopField;
import org.waymark.segment.InfoField;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentType;
import org.waymark.wire.message.SegmentRecord.TypedSegment;

/**
 * Compares combination with the output of {@code scion showpaths} of today's SCION in a network of
 * 16 ASes. Given the segments of its path servers, it must find the same paths, MTUs and
 * fingerprints.
 *
 * <pre>
 *  segments.txt  TYPE entry entry ..
 *                entry = ISD-AS,MTU,ingress,egress,ingress MTU{,peer}
 *                peer  = ISD-AS/interface there/interface here/MTU
 *  paths.txt     SOURCE DESTINATION MTU FINGERPRINT hop hop ..
 * </pre>
 */
class TodaysPathsTest {
  private static final long TIMESTAMP_S = World.NOW_MS / 1_000;

  /** The number of digits to compare; {@code showpaths} prints only the first 8 bytes. */
  private static final int FINGERPRINT_DIGITS = 16;

  @Test
  void samePathsAsScionShowpaths() {
    List<TypedSegment> all = lines("segments.txt").map(TodaysPathsTest::segment).toList();
    Map<String, List<String>> recorded = new TreeMap<>();
    lines("paths.txt")
        .map(line -> line.split(" ", 3))
        .forEach(
            line ->
                recorded
                    .computeIfAbsent(line[0] + " " + line[1], pair -> new ArrayList<>())
                    .add(line[2]));
    assertEquals(195, recorded.size());
    recorded.forEach(
        (pair, paths) -> {
          IsdAs source = IsdAs.parse(pair.split(" ")[0]);
          IsdAs destination = IsdAs.parse(pair.split(" ")[1]);
          List<String> found =
              Combination.paths(source, destination, SegmentSet.of(all), World.NOW_MS, 1_000)
                  .stream()
                  .map(TodaysPathsTest::text)
                  .sorted()
                  .toList();
          assertEquals(paths.stream().sorted().toList(), found, pair);
        });
  }

  private static String text(EndToEndPath path) {
    String fingerprint = path.fingerprint().hex().substring(0, FINGERPRINT_DIGITS);
    return path.mtu() + " " + fingerprint + " " + World.text(path);
  }

  private static TypedSegment segment(String line) {
    String[] words = line.split(" ");
    List<CapnpAsEntry> entries = Arrays.stream(words).skip(1).map(TodaysPathsTest::entry).toList();
    PathSegment segment =
        new CapnpSegment(
            ByteString.owning(line.getBytes(StandardCharsets.US_ASCII)),
            ByteString.EMPTY,
            new InfoField(false, false, false, TIMESTAMP_S, entries.getFirst().ia().isd(), 0),
            entries);
    return new TypedSegment(SegmentType.valueOf(words[0]), segment);
  }

  private static CapnpAsEntry entry(String text) {
    String[] fields = text.split(",");
    int egress = Integer.parseInt(fields[3]);
    List<CapnpHopEntry> hops = new ArrayList<>();
    hops.add(hop("0-0", "0", fields[2], egress, fields[4]));
    for (int i = 5; i < fields.length; i++) {
      String[] peer = fields[i].split("/");
      hops.add(hop(peer[0], peer[1], peer[2], egress, peer[3]));
    }
    return new CapnpAsEntry(
        ByteString.EMPTY,
        new CapnpSign(CapnpSign.Type.NONE, ByteString.EMPTY, ByteString.EMPTY, 0),
        IsdAs.parse(fields[0]),
        1,
        1,
        12,
        hops,
        ByteString.EMPTY,
        Integer.parseInt(fields[1]),
        CapnpAsEntry.RoutingPolicy.ABSENT,
        CapnpAsEntry.Sibra.ABSENT);
  }

  private static CapnpHopEntry hop(
      String neighbour, String remoteId, String ingress, int egress, String mtu) {
    HopField field =
        new HopField(false, false, false, false, 63, Integer.parseInt(ingress), egress, 0);
    return new CapnpHopEntry(
        IsdAs.parse(neighbour),
        Long.parseLong(remoteId),
        Integer.parseInt(mtu),
        IsdAs.NONE,
        0,
        field);
  }

  private static Stream<String> lines(String file) {
    try (InputStream in = TodaysPathsTest.class.getResourceAsStream("/today/" + file)) {
      byte[] bytes = Objects.requireNonNull(in, file).readAllBytes();
      return new String(bytes, StandardCharsets.US_ASCII).lines();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
