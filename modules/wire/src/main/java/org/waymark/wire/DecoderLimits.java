package org.waymark.wire;

/**
 * What a decoder may spend on untrusted bytes (ARCHITECTURE, What differs from the path server of
 * 2018). Apply decodes with them too, so they are part of the apply version: replicas with other
 * limits may hold other rows.
 *
 * @param messageBytes a control message as it arrives, and one path segment as it is kept
 * @param eventBytes the value of one record of the log
 * @param unpackedBytes everything unpacked while one message is decoded, nested messages included
 * @param nesting pointers followed one after the other
 * @param segmentsPerMessage records in segment records
 * @param revocationsPerMessage RevInfos in segment records, or interface states
 * @param asEntries of one path segment
 * @param peersPerEntry hop entries of one AS entry beside entry 0
 * @param siblings hashes of one revocation
 * @param items members of any other list
 * @param lz4TextBytes uncompressed text of a TRC or certificate chain
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
   * @throws IllegalArgumentException when one is not positive
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
      throw new IllegalArgumentException(name + " is " + value + ": give at least 1");
    }
  }
}
