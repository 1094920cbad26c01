package org.waymark.segment;

/**
 * A signature in a Cap'n Proto message (PROTOCOL 2, Sign).
 *
 * @param source the IA of the signer by convention, 8 bytes big-endian; it is covered by the
 *     signature but not checked
 * @param signature the signature, 64 bytes long if the sender is honest; a received signature may
 *     have any length
 * @param timestamp the timestamp, unsigned 64 bits, not covered by the signature
 */
public record CapnpSign(Type type, ByteString source, ByteString signature, long timestamp) {
  /**
   * The algorithm of a signature. Its lower-case name is part of the signed bytes (PROTOCOL 2.1).
   */
  public enum Type {
    NONE("none"),
    ED25519("ed25519");

    private final String text;

    Type(String text) {
      this.text = text;
    }

    /** {@return the ASCII name that is part of the signed bytes} */
    public String text() {
      return text;
    }
  }
}
