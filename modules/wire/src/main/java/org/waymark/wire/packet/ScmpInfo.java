package org.waymark.wire.packet;

import static org.waymark.wire.packet.PacketLayout.LINE;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.waymark.segment.ByteString;
import org.waymark.segment.Revocation;
import org.waymark.wire.Decoded;
import org.waymark.wire.RefusalReason;
import org.waymark.wire.control.RevocationCodec;

/**
 * The info of an SCMP message, which supplements its type (PROTOCOL 2.2, 2.4). Big-endian; the size
 * is a multiple of 8 bytes. Each type has one kind of info, which any message may omit.
 */
public sealed interface ScmpInfo {
  /** {@return the size on the wire in bytes, a multiple of 8} */
  int size();

  /** Writes the info into a big-endian buffer that is filled with zeros. */
  void put(ByteBuffer bytes, int at);

  /** No info. */
  record None() implements ScmpInfo {
    @Override
    public int size() {
      return 0;
    }

    @Override
    public void put(ByteBuffer bytes, int at) {}
  }

  /**
   * A human-readable text: {@code length(2) text}, padded.
   *
   * @param text the text as received, in UTF-8 by convention; at most 2,038 bytes
   */
  record Text(ByteString text) implements ScmpInfo {
    /** Encodes a text as UTF-8. */
    public static Text of(String text) {
      return new Text(ByteString.owning(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public int size() {
      return padded(Short.BYTES + text.size());
    }

    @Override
    public void put(ByteBuffer bytes, int at) {
      bytes.putShort(at, (short) text.size()).put(at + Short.BYTES, text.unsafeBytes());
    }
  }

  /**
   * {@code id(2) sequence(2) zero(4)}.
   *
   * @param id the id of the echo, unsigned 16 bits
   * @param sequence the sequence number, unsigned 16 bits
   */
  record Echo(int id, int sequence) implements ScmpInfo {
    @Override
    public int size() {
      return LINE;
    }

    @Override
    public void put(ByteBuffer bytes, int at) {
      bytes.putShort(at, (short) id).putShort(at + 2, (short) sequence);
    }
  }

  /**
   * {@code size(2) MTU(2) zero(4)}.
   *
   * @param packetBytes the size of the offending packet, unsigned 16 bits
   * @param mtuBytes the MTU in bytes, unsigned 16 bits; 0 if the error is not about an MTU
   */
  record PacketSize(int packetBytes, int mtuBytes) implements ScmpInfo {
    @Override
    public int size() {
      return LINE;
    }

    @Override
    public void put(ByteBuffer bytes, int at) {
      bytes.putShort(at, (short) packetBytes).putShort(at + 2, (short) mtuBytes);
    }
  }

  /**
   * The position of the offending packet on its path: {@code infoOffset(2) hopOffset(2) ifID(2)
   * ingress(1) pad(1)}.
   *
   * @param infoOffset the offset of the current info field, in bytes from the start of the packet
   * @param hopOffset the offset of the current hop field, in bytes from the start of the packet
   * @param interfaceId the interface, unsigned 16 bits
   * @param ingress true if the packet arrived through the interface, false if it was to leave
   *     through it
   */
  record PathOffsets(int infoOffset, int hopOffset, int interfaceId, boolean ingress)
      implements ScmpInfo {
    @Override
    public int size() {
      return LINE;
    }

    @Override
    public void put(ByteBuffer bytes, int at) {
      bytes
          .putShort(at, (short) infoOffset)
          .putShort(at + 2, (short) hopOffset)
          .putShort(at + 4, (short) interfaceId)
          .put(at + 6, (byte) (ingress ? 1 : 0));
    }
  }

  /**
   * A revoked interface on the path: offsets, then a packed RevInfo, padded.
   *
   * @param revInfo the packed RevInfo as received, including its padding
   */
  record RevokedInterface(PathOffsets offsets, ByteString revInfo) implements ScmpInfo {
    /** Creates the info that contains a revocation. */
    public static RevokedInterface of(PathOffsets offsets, Revocation revocation) {
      byte[] packed = RevocationCodec.encodePacked(revocation).unsafeBytes();
      return new RevokedInterface(
          offsets,
          ByteString.owning(ByteBuffer.allocate(padded(packed.length)).put(packed).array()));
    }

    /**
     * Decodes the revocation. Zeros after the revocation are padding.
     *
     * @return the revocation, or the reason why the bytes are not a valid revocation
     */
    public Decoded<Revocation> revocation(RevocationCodec codec) {
      return codec.decodePacked(revInfo);
    }

    @Override
    public int size() {
      return LINE + padded(revInfo.size());
    }

    @Override
    public void put(ByteBuffer bytes, int at) {
      offsets.put(bytes, at);
      bytes.put(at + LINE, revInfo.unsafeBytes());
    }
  }

  /**
   * {@code index(1) zero(7)}.
   *
   * @param index the index of the offending extension header, from 0
   */
  record ExtensionIndex(int index) implements ScmpInfo {
    @Override
    public int size() {
      return LINE;
    }

    @Override
    public void put(ByteBuffer bytes, int at) {
      bytes.put(at, (byte) index);
    }
  }

  /** The info of an unknown type, or of a type for which no info is defined. */
  record Unknown(ByteString bytes) implements ScmpInfo {
    @Override
    public int size() {
      return padded(bytes.size());
    }

    @Override
    public void put(ByteBuffer into, int at) {
      into.put(at, bytes.unsafeBytes());
    }
  }

  private static int padded(int size) {
    return (size + LINE - 1) / LINE * LINE;
  }

  /**
   * Decodes an info of the given kind.
   *
   * @param bytes big-endian, from 0 to the limit, a multiple of 8
   * @return the info, or the reason why the bytes are not a valid info
   */
  static Decoded<ScmpInfo> decode(ScmpType.Info kind, ByteBuffer bytes) {
    if (bytes.limit() == 0) {
      return Decoded.accepted(new None());
    }
    boolean fits =
        switch (kind) {
          case NONE -> true;
          case TEXT ->
              bytes.limit() == padded(Short.BYTES + Short.toUnsignedInt(bytes.getShort(0)));
          case REVOKED_INTERFACE -> bytes.limit() > LINE;
          case ECHO, PACKET_SIZE, PATH_OFFSETS, EXTENSION_INDEX -> bytes.limit() == LINE;
        };
    if (!fits) {
      return Decoded.refused(
          RefusalReason.SCMP_INFO, "info " + kind + " cannot be " + bytes.limit() + " bytes long");
    }
    return Decoded.accepted(
        switch (kind) {
          case NONE -> new Unknown(ByteString.of(bytes, 0, bytes.limit()));
          case TEXT -> new Text(ByteString.of(bytes, Short.BYTES, Short.BYTES + number(bytes, 0)));
          case ECHO -> new Echo(number(bytes, 0), number(bytes, 2));
          case PACKET_SIZE -> new PacketSize(number(bytes, 0), number(bytes, 2));
          case PATH_OFFSETS -> offsets(bytes);
          case REVOKED_INTERFACE ->
              new RevokedInterface(offsets(bytes), ByteString.of(bytes, LINE, bytes.limit()));
          case EXTENSION_INDEX -> new ExtensionIndex(Byte.toUnsignedInt(bytes.get(0)));
        });
  }

  private static PathOffsets offsets(ByteBuffer bytes) {
    return new PathOffsets(number(bytes, 0), number(bytes, 2), number(bytes, 4), bytes.get(6) != 0);
  }

  private static int number(ByteBuffer bytes, int at) {
    return Short.toUnsignedInt(bytes.getShort(at));
  }
}
