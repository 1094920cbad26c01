package org.waymark.wire;

/**
 * The limits on the resources that a decoder may spend on untrusted bytes (ARCHITECTURE, What
 * differs from the path server of 2018). Apply decodes with the same limits, so they are part of
 * the apply version; otherwise, replicas with different limits could store different rows.
 *
 * @param messageBytes the maximum size of a control message as it arrives, and of one path segment
 *     as it is stored
 * @param eventBytes the maximum size of the value of one log record
 * @param unpackedBytes the maximum total size of the data unpacked while decoding one message,
 *     including nested messages
 * @param nesting the maximum depth of nested pointers to follow
 * @param segmentsPerMessage the maximum number of segments in one message
 * @param revocationsPerMessage the maximum number of RevInfos that accompany segments, or of
 *     interface states
 * @param asEntries the maximum number of AS entries in one path segment
 * @param peersPerEntry the maximum number of hop entries in one AS entry, besides entry 0
 * @param siblings the maximum number of sibling hashes in one revocation
 * @param items the maximum number of elements in any other list
 * @param lz4TextBytes the maximum size of the uncompressed text of a TRC or certificate chain
 */
public record DecoderLimits(
    int messageBytes,
    int eventBytes,
    int unpackedBytes,
    int nesting,
    int segmentsPerMessage,
    int revocationsPerMessage,
    int asEntries,
    int peersPerEntry,
    int siblings,
    int items,
    int lz4TextBytes) {
  public static final DecoderLimits DEFAULT =
      new DecoderLimits(65_536, 1 << 20, 1 << 20, 24, 1_000, 1_000, 64, 64, 64, 1_000, 1 << 20);

  /**
   * @throws IllegalArgumentException if any limit is not positive
   */
  public DecoderLimits {
    requirePositive("messageBytes", messageBytes);
    requirePositive("eventBytes", eventBytes);
    requirePositive("unpackedBytes", unpackedBytes);
    requirePositive("nesting", nesting);
    requirePositive("segmentsPerMessage", segmentsPerMessage);
    requirePositive("revocationsPerMessage", revocationsPerMessage);
    requirePositive("asEntries", asEntries);
    requirePositive("peersPerEntry", peersPerEntry);
    requirePositive("siblings", siblings);
    requirePositive("items", items);
    requirePositive("lz4TextBytes", lz4TextBytes);
  }

  private static void requirePositive(String name, int value) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + " is " + value + "; it must be at least 1");
    }
  }
}
