package org.waymark.wire.packet;

import static org.waymark.wire.packet.PacketLayout.LINE;

import org.waymark.segment.ByteString;

/**
 * An extension header of a packet (PROTOCOL 2.2), between the path and the layer-4 header:
 *
 * <pre>
 *  0             1       2      3
 *  +-------------+-------+------+---------------------------------------
 *  | next header | lines | type | payload, padded so that the total is a multiple of 8
 *  +-------------+-------+------+---------------------------------------
 * </pre>
 *
 * @param extensionClass {@link #HOP_BY_HOP} or {@link #END_TO_END}, as in the preceding next-header
 *     field
 * @param type the type, unsigned 8 bits
 * @param payload the payload, verbatim
 */
public record ExtensionHeader(int extensionClass, int type, ByteString payload) {
  public static final int HOP_BY_HOP = 0;
  public static final int END_TO_END = 222;

  /** The first of the hop-by-hop types. */
  public static final int SCMP = 0;

  public static final int ONE_HOP_PATH = 1;
  public static final int SIBRA = 2;

  /** The highest defined type of each of the two classes. */
  static final int LAST_HOP_BY_HOP = SIBRA;

  static final int LAST_END_TO_END = 2;

  /** The number of bytes before the payload. */
  static final int PREFIX_SIZE = 3;

  private static final int MAX_SIZE = 255 * LINE;

  private static final int ERROR = 1;
  private static final int EVERY_HOP = 2;

  /**
   * @throws IllegalArgumentException if the class is neither hop-by-hop nor end-to-end, the type
   *     does not fit 8 bits, or the payload does not fill 1 to 255 lines
   */
  public ExtensionHeader {
    if (extensionClass != HOP_BY_HOP && extensionClass != END_TO_END) {
      throw new IllegalArgumentException("there is no extension class " + extensionClass);
    }
    if (type < 0 || type > 0xff) {
      throw new IllegalArgumentException("invalid extension type " + type);
    }
    int size = PREFIX_SIZE + payload.size();
    if (size % LINE != 0 || size > MAX_SIZE) {
      throw new IllegalArgumentException(
          "invalid length of an extension header: " + size + " bytes");
    }
  }

  /**
   * Creates the header that marks a packet as SCMP (PROTOCOL 2.4).
   *
   * @param error whether the packet reports an error, so that no receiver answers it with another
   *     error
   * @param everyHop whether routers along the path also process the packet
   */
  public static ExtensionHeader scmp(boolean error, boolean everyHop) {
    byte flags = (byte) ((error ? ERROR : 0) | (everyHop ? EVERY_HOP : 0));
    return new ExtensionHeader(
        HOP_BY_HOP, SCMP, ByteString.of(flags, (byte) 0, (byte) 0, (byte) 0, (byte) 0));
  }

  /**
   * Creates the header that marks the path as a one-hop path, which the next router completes
   * (PROTOCOL 2.5).
   */
  public static ExtensionHeader oneHopPath() {
    return new ExtensionHeader(
        HOP_BY_HOP, ONE_HOP_PATH, ByteString.owning(new byte[LINE - PREFIX_SIZE]));
  }

  /** {@return the size on the wire in bytes} */
  public int size() {
    return PREFIX_SIZE + payload.size();
  }

  /** {@return whether this header marks a packet as SCMP} */
  public boolean isScmp() {
    return extensionClass == HOP_BY_HOP && type == SCMP;
  }

  /** {@return whether this header marks a packet as an SCMP error} */
  public boolean isScmpError() {
    return isScmp() && (payload.at(0) & ERROR) != 0;
  }

  /**
   * {@return whether this header marks the path as a one-hop path, which the next router completes}
   */
  public boolean isOneHopPath() {
    return extensionClass == HOP_BY_HOP && type == ONE_HOP_PATH;
  }

  /** {@return whether the type is defined} */
  boolean isKnown() {
    return type <= (extensionClass == HOP_BY_HOP ? LAST_HOP_BY_HOP : LAST_END_TO_END);
  }
}
