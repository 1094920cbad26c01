package org.waymark.segment;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The part of a segment that an end-to-end path uses: from the last AS back to some AS, or from
 * some AS to the last.
 *
 * <pre>
 *  entries of the segment   0       1       2       3
 *                           |- - - -+=======+=======|
 *                                   ^ top           ^ foot
 *  up, against construction         &lt;===============
 *  down, along construction         ===============&gt;
 * </pre>
 *
 * <p>A path uses CORE segments as a whole; its part of an UP or DOWN segment may begin at any AS
 * (PROTOCOL 2.2).
 *
 * @param up whether the path traverses the part against the direction in which the segment was
 *     created
 * @param top the end of the part that is closer to the core
 */
public record SegmentPart(PathSegment segment, boolean up, Top top) {

  /** The end of a part that is closer to the core, which determines how the path continues. */
  public sealed interface Top {
    /** {@return the index of the AS entry at this end} */
    int entry();
  }

  /** The core AS at which the segment starts, so that the whole segment is used. */
  public record Whole() implements Top {
    @Override
    public int entry() {
      return 0;
    }
  }

  /**
   * An AS below the core, at which the path ends or continues in another segment.
   *
   * @param entry the index of the AS entry, at least 1
   */
  public record Shortcut(int entry) implements Top {}

  /**
   * An AS below the core, which the path enters or leaves over a peer link.
   *
   * @param entry the index of the AS entry, at least 1
   * @param peering the index of the peer link among the AS's peer links
   */
  public record Peer(int entry, int peering) implements Top {}

  /**
   * @throws IllegalArgumentException if the segment has no such AS entry below the core, or if that
   *     AS entry has no such peer link
   */
  public SegmentPart {
    int last = segment.hops().size() - 1;
    switch (top) {
      case Whole whole -> {}
      case Shortcut(int entry) -> requireBelowCore(entry, last);
      case Peer(int entry, int peering) -> {
        requireBelowCore(entry, last);
        int peerings = segment.crossings().get(entry).peerings().size();
        if (peering < 0 || peering >= peerings) {
          throw new IllegalArgumentException(
              "AS entry "
                  + entry
                  + " has "
                  + peerings
                  + " peer links, but none with index "
                  + peering);
        }
      }
    }
  }

  private static void requireBelowCore(int entry, int last) {
    if (entry < 1 || entry > last) {
      throw new IllegalArgumentException("an AS entry must be in 1.." + last + ", got " + entry);
    }
  }

  /** {@return a part that uses the whole segment} */
  public static SegmentPart whole(PathSegment segment, boolean up) {
    return new SegmentPart(segment, up, new Whole());
  }

  /**
   * {@return the part from an AS entry to the end of the segment, which is the whole segment if
   * that entry is the first}
   */
  public static SegmentPart below(PathSegment segment, boolean up, int entry) {
    return new SegmentPart(segment, up, entry == 0 ? new Whole() : new Shortcut(entry));
  }

  /** {@return the ASes of the part in the order of travel, at least one} */
  public List<IsdAs> ases() {
    return travelled(used().stream().map(Crossing::ia).toList());
  }

  /**
   * {@return the interfaces at the ends of the part's links, in the order of travel: two for each
   * link inside the part, and one for a peer link, because its other end belongs to another part}
   */
  public List<AsInterface> interfaces() {
    List<Crossing> used = used();
    List<AsInterface> ends = new ArrayList<>();
    if (top instanceof Peer(int entry, int peering)) {
      Crossing.Passage passage = used.getFirst().peerings().get(peering).passage();
      ends.add(new AsInterface(used.getFirst().ia(), passage.ingress()));
    }
    for (int i = 1; i < used.size(); i++) {
      Crossing above = used.get(i - 1);
      Crossing below = used.get(i);
      ends.add(new AsInterface(above.ia(), above.passage().egress()));
      ends.add(new AsInterface(below.ia(), below.passage().ingress()));
    }
    return travelled(ends);
  }

  /**
   * {@return the lowest MTU that the segment specifies for the ASes and links of the part, in
   * bytes; 0 if the segment specifies none}
   */
  public int mtu() {
    List<Crossing> used = used();
    IntStream ases = used.stream().mapToInt(Crossing::mtu);
    IntStream links = used.stream().skip(1).mapToInt(crossing -> crossing.passage().ingressMtu());
    IntStream peerLink =
        top instanceof Peer(int entry, int peering)
            ? IntStream.of(used.getFirst().peerings().get(peering).passage().ingressMtu())
            : IntStream.empty();
    return IntStream.concat(IntStream.concat(ases, links), peerLink)
        .filter(mtu -> mtu > 0)
        .min()
        .orElse(0);
  }

  /**
   * {@return the last second in which every hop field of the part is valid, in Unix seconds; hop
   * fields above the part are ignored}
   */
  public long expiryS() {
    List<Crossing> used = used();
    long expiryS = used.stream().mapToLong(one -> one.passage().expiryS()).min().orElseThrow();
    return top instanceof Peer(int entry, int peering)
        ? Math.min(expiryS, used.getFirst().peerings().get(peering).passage().expiryS())
        : expiryS;
  }

  private List<Crossing> used() {
    List<Crossing> all = segment.crossings();
    return all.subList(top.entry(), all.size());
  }

  private <T> List<T> travelled(List<T> asMade) {
    List<T> inOrder = new ArrayList<>(asMade);
    if (up) {
      Collections.reverse(inOrder);
    }
    return Collections.unmodifiableList(inOrder);
  }
}
