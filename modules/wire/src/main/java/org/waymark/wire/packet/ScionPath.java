package org.waymark.wire.packet;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.waymark.segment.ByteString;
import org.waymark.segment.HopField;
import org.waymark.segment.InfoField;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentPart;
import org.waymark.wire.Decoded;
import org.waymark.wire.RefusalReason;
import org.waymark.wire.control.HopFieldCodec;
import org.waymark.wire.control.InfoFieldCodec;

/**
 * The path of a packet, and the packet's position on it (PROTOCOL 2.2). A path has up to three
 * segments. Each consists of an info field and as many hop fields as the info field specifies;
 * every field is 8 bytes long. A path inside one AS is empty.
 *
 * <pre>
 *  index   0       1      ..  h1      h1 + 1  h1 + 2  ..
 *        +-------+-------+--+-------+-------+-------+--+
 *        | info  | hop   |  | hop   | info  | hop   |  |
 *        | h1    | field |  | field | h2    | field |  |
 *        +-------+-------+--+-------+-------+-------+--+
 * </pre>
 *
 * <p>Indexes count info and hop fields together, from 0. The current info field belongs to the same
 * segment as the current hop field. Unknown flags are preserved. Immutable.
 */
public final class ScionPath {
  /** The path inside one AS. */
  public static final ScionPath EMPTY = new ScionPath(new long[0], 0, 0);

  public static final int MAX_SEGMENTS = 3;

  /**
   * The maximum number of info and hop fields. It follows from the length of the header, which is
   * one byte that counts lines.
   */
  static final int MAX_FIELDS = 255;

  static final int FIELD_SIZE = 8;

  private final long[] fields;
  private final int currentInfoIndex;
  private final int currentHopIndex;

  /**
   * @param fields the fields, in which {@link PathCodec#fault} must find no fault; the caller must
   *     not modify the array afterwards
   */
  ScionPath(long[] fields, int currentInfoIndex, int currentHopIndex) {
    this.fields = fields;
    this.currentInfoIndex = currentInfoIndex;
    this.currentHopIndex = currentHopIndex;
  }

  /**
   * A segment of a path.
   *
   * @param info the info field, whose hop count is the number of hop fields
   * @param hopFields the hop fields, at least one
   */
  public record Segment(InfoField info, List<HopField> hopFields) {
    /**
     * @throws IllegalArgumentException if the info field counts a different number of hop fields,
     *     or if there are none
     */
    public Segment {
      hopFields = List.copyOf(hopFields);
      if (hopFields.isEmpty() || info.hops() != hopFields.size()) {
        throw new IllegalArgumentException(
            hopFields.size() + " hop fields with an info field that counts " + info.hops());
      }
    }
  }

  /**
   * Creates a path over the segments, with the packet at the hop field where a sender starts.
   *
   * @param segments none for the empty path
   * @throws IllegalArgumentException if the segments do not form a legal path, if a value does not
   *     fit its bits, or if routers can use none of the hop fields for forwarding
   */
  public static ScionPath of(List<Segment> segments) {
    if (segments.isEmpty()) {
      return EMPTY;
    }
    long[] fields = new long[segments.stream().mapToInt(s -> 1 + s.info().hops()).sum()];
    int at = 0;
    for (Segment segment : segments) {
      fields[at++] = InfoFieldCodec.bits(segment.info());
      for (HopField hop : segment.hopFields()) {
        fields[at++] = HopFieldCodec.bits(hop);
      }
    }
    PathCodec.fault(fields)
        .ifPresent(
            fault -> {
              throw new IllegalArgumentException(fault.toString());
            });
    PathWalk start = PathWalk.start(fields);
    return new ScionPath(fields, start.info(), start.hop());
  }

  /**
   * Creates a path through parts of segments, with the packet at the hop field where a sender
   * starts.
   *
   * @param parts the parts, in the order of travel, each starting where the previous one ends; none
   *     for the empty path
   * @throws IllegalArgumentException if the parts do not form a legal path, because there are too
   *     many parts or hop fields, or three parts including a shortcut
   */
  public static ScionPath through(List<SegmentPart> parts) {
    return of(PartFields.of(parts));
  }

  /**
   * Creates the path to the neighbour on a link. The border router there fills in the empty hop
   * field (PROTOCOL 2.5). Packets on this path have the extension {@link
   * ExtensionHeader#oneHopPath}.
   *
   * @param isd the ISD of the local AS
   * @param first the hop field of the local AS, with its MAC; the ingress is 0, and the egress is
   *     the interface of the link
   */
  public static ScionPath oneHop(long timestampS, int isd, HopField first) {
    InfoField info = new InfoField(false, false, false, timestampS, isd, 2);
    return of(List.of(new Segment(info, List.of(first, HopFieldCodec.ofBits(0)))));
  }

  /**
   * Creates the path from the first AS of a segment to the last.
   *
   * @throws IllegalArgumentException if the segment has more ASes than fit into a path
   */
  public static ScionPath along(PathSegment segment) {
    return through(List.of(SegmentPart.whole(segment, false)));
  }

  /**
   * Creates the path from the last AS of a segment to the first.
   *
   * @throws IllegalArgumentException if the segment has more ASes than fit into a path
   */
  public static ScionPath against(PathSegment segment) {
    return through(List.of(SegmentPart.whole(segment, true)));
  }

  private ScionPath at(PathWalk walk) {
    return new ScionPath(fields, walk.info(), walk.hop());
  }

  /** {@return the packet's position on this path, which must not be empty} */
  private PathWalk walk() {
    return new PathWalk(fields, currentInfoIndex, currentHopIndex);
  }

  /**
   * {@return the same path with the packet at a different position}
   *
   * @throws IllegalArgumentException if there is no such info field, or if the hop field does not
   *     belong to its segment
   */
  public ScionPath at(int infoIndex, int hopIndex) {
    if (!isInfoField(infoIndex) || !isHopField(infoIndex, hopIndex)) {
      throw new IllegalArgumentException(
          "the path has no hop field " + hopIndex + " in the segment of info field " + infoIndex);
    }
    return new ScionPath(fields, infoIndex, hopIndex);
  }

  /** {@return whether there is an info field at the index} */
  boolean isInfoField(int index) {
    int info = 0;
    while (info < fields.length && info < index) {
      info += 1 + PathCodec.hops(fields[info]);
    }
    return info < fields.length && info == index;
  }

  /**
   * {@return whether there is a hop field at the index that belongs to the segment of the info
   * field}
   */
  boolean isHopField(int infoIndex, int index) {
    return index > infoIndex && index <= infoIndex + PathCodec.hops(fields[infoIndex]);
  }

  /** {@return whether this is the path inside one AS} */
  public boolean isEmpty() {
    return fields.length == 0;
  }

  /** {@return the number of info and hop fields} */
  public int fieldCount() {
    return fields.length;
  }

  /** {@return the size on the wire in bytes} */
  public int size() {
    return fields.length * FIELD_SIZE;
  }

  /** {@return the index of the current info field, or 0 if the path is empty} */
  public int currentInfoIndex() {
    return currentInfoIndex;
  }

  /** {@return the index of the current hop field, or 0 if the path is empty} */
  public int currentHopIndex() {
    return currentHopIndex;
  }

  /** {@return the info field of the packet's current segment, or empty if the path is empty} */
  public Optional<InfoField> currentInfo() {
    return isEmpty() ? Optional.empty() : Optional.of(PathCodec.info(fields[currentInfoIndex]));
  }

  /** {@return the packet's current hop field, or empty if the path is empty} */
  public Optional<HopField> currentHop() {
    return isEmpty()
        ? Optional.empty()
        : Optional.of(HopFieldCodec.ofBits(fields[currentHopIndex]));
  }

  /**
   * {@return the interface through which the packet leaves the AS of the current hop field, or 0 if
   * it does not leave; empty if the path is empty}
   */
  public OptionalInt egressInterface() {
    if (isEmpty()) {
      return OptionalInt.empty();
    }
    HopField hop = HopFieldCodec.ofBits(fields[currentHopIndex]);
    return OptionalInt.of(PathCodec.isUp(fields[currentInfoIndex]) ? hop.ingress() : hop.egress());
  }

  /**
   * {@return the interface through which the packet enters the AS of the current hop field, or 0 if
   * it starts there; empty if the path is empty}
   */
  public OptionalInt ingressInterface() {
    if (isEmpty()) {
      return OptionalInt.empty();
    }
    HopField hop = HopFieldCodec.ofBits(fields[currentHopIndex]);
    return OptionalInt.of(PathCodec.isUp(fields[currentInfoIndex]) ? hop.egress() : hop.ingress());
  }

  /** {@return whether the current segment is the last one, so that the packet may be delivered} */
  public boolean isOnLastSegment() {
    return isEmpty() || walk().isOnLastSegment();
  }

  /**
   * Moves the packet to the next hop field that a router uses for forwarding.
   *
   * <p>A border router takes this step when it sends the packet out of its AS, and when it receives
   * the packet from outside at a hop field that has the flag xover and is not the last.
   *
   * @return the path with the packet at its new position, or the reason why there is none: the path
   *     ends, there is a verify-only hop field inside a segment, or an up segment follows a down
   *     segment
   */
  public Decoded<ScionPath> next() {
    return isEmpty()
        ? Decoded.refused(RefusalReason.PACKET_PATH, "no hop field follows")
        : walk().next().map(this::at);
  }

  /**
   * Finds the other hop field that the MAC of the current hop field covers (PROTOCOL 2.5).
   *
   * <p>This is the preceding hop field in construction direction. At a peer link, an AS has two hop
   * fields with the flag xover. The MAC of the peer hop field covers the AS's own hop field, whose
   * MAC in turn covers the hop field after it.
   *
   * @return the hop field as bits; 0 if the MAC covers no other hop field; empty if the path is
   *     empty or does not contain the covered hop field, as at a peer link without a verify-only
   *     hop field
   */
  public OptionalLong macPredecessor() {
    return isEmpty() ? OptionalLong.empty() : walk().macPredecessor();
  }

  /** {@return the segments in the order of travel; none if the path is empty} */
  public List<Segment> segments() {
    List<Segment> segments = new ArrayList<>(MAX_SEGMENTS);
    int info = 0;
    while (info < fields.length) {
      int end = info + 1 + PathCodec.hops(fields[info]);
      List<HopField> hops =
          Arrays.stream(fields, info + 1, end).mapToObj(HopFieldCodec::ofBits).toList();
      segments.add(new Segment(PathCodec.info(fields[info]), hops));
      info = end;
    }
    return segments;
  }

  /**
   * {@return the path back to the packet's source, starting at the current hop field}
   *
   * <p>The order of the segments, and of the hop fields in each segment, is reversed, and every up
   * flag is flipped.
   */
  public ScionPath reversed() {
    if (isEmpty()) {
      return this;
    }
    long[] reversed = new long[fields.length];
    int reversedInfo = 0;
    int info = 0;
    while (info < fields.length) {
      int hops = PathCodec.hops(fields[info]);
      int end = info + 1 + hops;
      int to = fields.length - end;
      reversed[to] = PathCodec.flipUp(fields[info]);
      for (int hop = 1; hop <= hops; hop++) {
        reversed[to + hop] = fields[end - hop];
      }
      if (info == currentInfoIndex) {
        reversedInfo = to;
      }
      info = end;
    }
    return new ScionPath(reversed, reversedInfo, fields.length - currentHopIndex);
  }

  /** {@return the bytes on the wire} */
  public ByteString bytes() {
    ByteBuffer bytes = ByteBuffer.allocate(size());
    put(bytes, 0);
    return ByteString.owning(bytes.array());
  }

  /** Writes this path into a big-endian buffer. */
  void put(ByteBuffer bytes, int at) {
    for (int i = 0; i < fields.length; i++) {
      bytes.putLong(at + i * FIELD_SIZE, fields[i]);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ScionPath that
        && currentInfoIndex == that.currentInfoIndex
        && currentHopIndex == that.currentHopIndex
        && Arrays.equals(fields, that.fields);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * Arrays.hashCode(fields) + currentInfoIndex) + currentHopIndex;
  }

  @Override
  public String toString() {
    return isEmpty()
        ? "empty path"
        : "path " + bytes() + " at info " + currentInfoIndex + ", hop " + currentHopIndex;
  }
}
