package org.waymark.segment;

/**
 * A signature as it stands in Cap'n Proto messages (PROTOCOL 2, Sign).
 *
 * @param source IA of the signer, 8 bytes big-endian by convention; signed, not checked
 * @param signature 64 bytes when honest; any length may arrive
 * @param timestamp not covered by the signature; unsigned 64 bits
 */
public record CapnpSign(Type type, ByteString source, ByteString signature, long timestamp) {
  /**
   * The algorithm of a signature; the name in lower case is part of the signed bytes (PROTOCOL
   * 2.1).
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
