package org.waymark.server.request;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.waymark.resolve.Resolution;
import org.waymark.server.message.PackedSize;
import org.waymark.store.StoredSegment;
import org.waymark.wire.RevocationCodec;

/**
 * Cuts an answer to what fits one datagram (DESIGN 8). The worst segment of the kind that takes
 * most room goes first, and the last one of a kind only when nothing else is left: an UP segment
 * without the DOWN segment behind it leads nowhere.
 */
final class ReplyFit {
  private ReplyFit() {}

  /** {@return the resolution, or the best of it that surely packs into the bytes} */
  static Resolution fit(Resolution resolution, int maxBytes) {
    long roomBytes = maxBytes - PackedSize.FRAME_BYTES;
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
      takenBytes -= PackedSize.of(fullest.removeLast().segment());
    }
    boolean revocationsFit = takenBytes + bytesOfRevocations(resolution) <= roomBytes;
    return new Resolution(up, core, down, revocationsFit ? resolution.revocations() : List.of());
  }

  private static long bytes(List<StoredSegment> segments) {
    return segments.stream().mapToLong(stored -> PackedSize.of(stored.segment())).sum();
  }

  private static long bytesOfRevocations(Resolution resolution) {
    // Its nonce and hashes are as long as their maker likes.
    return resolution.revocations().stream()
        .mapToLong(revocation -> PackedSize.of(RevocationCodec.encode(revocation).size()))
        .sum();
  }
}
