package org.waymark.server.request;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.waymark.resolve.Resolution;
import org.waymark.store.StoredSegment;
import org.waymark.wire.RevocationCodec;

/**
 * Cuts an answer to what fits one datagram (DESIGN 8). The worst segment of the kind that takes
 * most room goes first, and the last one of a kind only when nothing else is left: an UP segment
 * without the DOWN segment behind it leads nowhere.
 */
final class ReplyFit {
  /**
   * More than a reply holds besides its segments and revocations: request, framing, packet headers.
   */
  private static final int FRAME_BYTES = 512;

  /** Pointers, type and padding of one record. */
  private static final int RECORD_BYTES = 64;

  private ReplyFit() {}

  /** {@return the resolution, or the best of it that surely packs into the bytes} */
  static Resolution fit(Resolution resolution, int maxBytes) {
    long roomBytes = maxBytes - FRAME_BYTES;
    long takenBytes = bytes(resolution.up()) + bytes(resolution.core()) + bytes(resolution.down());
    if (takenBytes + bytesOfRevocations(resolution) <= roomBytes) {
      return resolution;
    }
    List<StoredSegment> up = new ArrayList<>(resolution.up());
    List<StoredSegment> core = new ArrayList<>(resolution.core());
    List<StoredSegment> down = new ArrayList<>(resolution.down());
    while (takenBytes > roomBytes && !(up.isEmpty() && core.isEmpty() && down.isEmpty())) {
      List<StoredSegment> fullest =
          List.of(up, core, down).stream().max(Comparator.comparingInt(List::size)).orElseThrow();
      takenBytes -= bytes(fullest.removeLast());
    }
    boolean revocationsFit = takenBytes + bytesOfRevocations(resolution) <= roomBytes;
    return new Resolution(up, core, down, revocationsFit ? resolution.revocations() : List.of());
  }

  private static long bytes(List<StoredSegment> segments) {
    return segments.stream().mapToLong(ReplyFit::bytes).sum();
  }

  private static long bytes(StoredSegment stored) {
    return packedBytes(stored.segment().bytes().size());
  }

  /** Packing adds at most one byte per eight, and two per 2 KiB. */
  private static long packedBytes(long size) {
    return size + size / 8 + size / 512 + RECORD_BYTES;
  }

  private static long bytesOfRevocations(Resolution resolution) {
    // Its nonce and hashes are as long as their maker likes.
    return resolution.revocations().stream()
        .mapToLong(revocation -> packedBytes(RevocationCodec.encode(revocation).size()))
        .sum();
  }
}
