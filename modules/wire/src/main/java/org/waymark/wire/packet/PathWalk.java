package org.waymark.wire.packet;

import java.util.OptionalLong;
import org.waymark.wire.Decoded;
import org.waymark.wire.RefusalReason;
import org.waymark.wire.control.HopFieldCodec;

/**
 * A packet's position among the fields of a path. A walk steps from hop field to hop field,
 * skipping hop fields that routers do not use for forwarding, and finds the fields around the
 * current hop field (PROTOCOL 2.2, 2.5). Indexes have the same meaning as in {@link ScionPath}.
 * Immutable.
 */
final class PathWalk {
  private final long[] fields;
  private final int info;
  private final int hop;

  /**
   * @param fields the valid fields of a path that is not empty; never modified
   */
  PathWalk(long[] fields, int info, int hop) {
    this.fields = fields;
    this.info = info;
    this.hop = hop;
  }

  /**
   * Finds the first hop field that a router uses for forwarding. Verify-only hop fields are
   * skipped, and if the path begins at a peering link, so is the AS's own hop field.
   *
   * @param fields the valid fields of a path that is not empty; never modified
   * @throws IllegalArgumentException if there is no such hop field
   */
  static PathWalk start(long[] fields) {
    int info = 0;
    int hop = 1;
    if (PathCodec.isPeer(fields[info]) && HopFieldCodec.ofBits(fields[hop]).xover()) {
      hop++;
    }
    while (true) {
      int end = info + PathCodec.hops(fields[info]);
      while (hop <= end) {
        if (!HopFieldCodec.ofBits(fields[hop]).verifyOnly()) {
          return new PathWalk(fields, info, hop);
        }
        hop++;
      }
      info = hop;
      hop++;
      if (info == fields.length) {
        throw new IllegalArgumentException("every hop field of the path is verify-only");
      }
    }
  }

  int info() {
    return info;
  }

  int hop() {
    return hop;
  }

  boolean isOnLastSegment() {
    return info + 1 + PathCodec.hops(fields[info]) == fields.length;
  }

  /**
   * Moves to the next position.
   *
   * @return the position, or the reason why there is none; see {@link ScionPath#next}
   */
  Decoded<PathWalk> next() {
    int nextInfo = info;
    int nextHop = hop + 1;
    boolean passedVerifyOnly = false;
    while (nextHop < fields.length) {
      if (nextHop > nextInfo + PathCodec.hops(fields[nextInfo])) {
        nextInfo = nextHop;
      } else if (HopFieldCodec.ofBits(fields[nextHop]).verifyOnly()) {
        passedVerifyOnly = true;
      } else {
        return next(nextInfo, nextHop, passedVerifyOnly);
      }
      nextHop++;
    }
    return Decoded.refused(RefusalReason.PACKET_PATH, "no hop field follows");
  }

  private Decoded<PathWalk> next(int nextInfo, int nextHop, boolean passedVerifyOnly) {
    if (passedVerifyOnly && nextInfo == info) {
      return Decoded.refused(
          RefusalReason.PACKET_PATH, "there is a verify-only hop field inside a segment");
    }
    if (PathCodec.isUp(fields[nextInfo]) && !PathCodec.isUp(fields[info])) {
      return Decoded.refused(RefusalReason.PACKET_PATH, "an up segment follows a down segment");
    }
    return Decoded.accepted(new PathWalk(fields, nextInfo, nextHop));
  }

  /**
   * Finds the other hop field that the MAC of the current hop field covers; see {@link
   * ScionPath#macPredecessor}.
   */
  OptionalLong macPredecessor() {
    int before = PathCodec.isUp(fields[info]) ? 1 : -1;
    int neighbour = hop + before;
    if (!PathCodec.isPeer(fields[info]) || !isXover(hop)) {
      return OptionalLong.of(isOfSegment(neighbour) ? fields[neighbour] : 0);
    }
    int covered = isOfSegment(neighbour) && isXover(neighbour) ? hop + 2 * before : hop - before;
    return isOfSegment(covered) ? OptionalLong.of(fields[covered]) : OptionalLong.empty();
  }

  private boolean isOfSegment(int index) {
    return index > info && index <= info + PathCodec.hops(fields[info]);
  }

  private boolean isXover(int index) {
    return HopFieldCodec.ofBits(fields[index]).xover();
  }
}
