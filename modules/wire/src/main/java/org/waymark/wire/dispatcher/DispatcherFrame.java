package org.waymark.wire.dispatcher;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import org.waymark.wire.packet.HostAddress;

/**
 * One frame in the stream between a server and the dispatcher (PROTOCOL 2.3), big-endian:
 *
 * <pre>
 *  0                  8              9                13
 *  +------------------+--------------+----------------+---------+----------+---------
 *  | cookie           | address type | payload length | address | port (2) | payload
 *  | de00ad01be02ef03 | 1            | 4              |         |          |
 *  +------------------+--------------+----------------+---------+----------+---------
 *  address and port: only if the type is IPv4 or IPv6
 * </pre>
 *
 * @param host the host: in a frame from the server to the dispatcher, the IPv4 or IPv6 address of
 *     the first hop; none in a registration, or if no address is needed
 * @param port the UDP port at the host, unsigned 16 bits; 0 if there is no host
 * @param payload the buffer whose bytes between position and limit are the payload; readers do not
 *     change its position
 */
public record DispatcherFrame(HostAddress host, int port, ByteBuffer payload) {
  static final long COOKIE = 0xde00ad01be02ef03L;
  static final int ADDRESS_TYPE_AT = 8;
  static final int LENGTH_AT = 9;
  static final int HEADER_SIZE = 13;

  /** The largest number of bytes before the payload. */
  static final int MAX_PREFIX_SIZE = HEADER_SIZE + HostAddress.Ipv6.SIZE + Short.BYTES;

  /**
   * @throws IllegalArgumentException if the host is a service, if the port does not fit 16 bits, or
   *     if there is a port without a host
   */
  public DispatcherFrame {
    if (!isAddressType(host.type())) {
      throw new IllegalArgumentException(host + " cannot be the address of a frame");
    }
    if (port < 0 || port > (host instanceof HostAddress.None ? 0 : 0xffff)) {
      throw new IllegalArgumentException("port " + port + " at " + host);
    }
  }

  /** {@return a frame without an address} */
  public static DispatcherFrame of(ByteBuffer payload) {
    return new DispatcherFrame(new HostAddress.None(), 0, payload);
  }

  static boolean isAddressType(int type) {
    return type == HostAddress.None.TYPE
        || type == HostAddress.Ipv4.TYPE
        || type == HostAddress.Ipv6.TYPE;
  }

  /** {@return the number of bytes before the payload if the address is of the given type} */
  static int prefixSize(int addressType) {
    return addressType == HostAddress.None.TYPE
        ? HEADER_SIZE
        : HEADER_SIZE + HostAddress.size(addressType) + Short.BYTES;
  }

  /** {@return the size on the wire in bytes} */
  public int size() {
    return prefixSize(host.type()) + payload.remaining();
  }

  /**
   * Writes the frame at a buffer's position and advances the position past it.
   *
   * @throws BufferOverflowException if the buffer has too little space; in that case nothing is
   *     written
   */
  public void encode(ByteBuffer into) {
    int size = size();
    if (size > into.remaining()) {
      throw new BufferOverflowException();
    }
    ByteBuffer bytes = into.slice(into.position(), size);
    bytes.putLong(0, COOKIE);
    bytes.put(ADDRESS_TYPE_AT, (byte) host.type());
    bytes.putInt(LENGTH_AT, payload.remaining());
    host.put(bytes, HEADER_SIZE);
    int prefixSize = prefixSize(host.type());
    if (prefixSize > HEADER_SIZE) {
      bytes.putShort(prefixSize - Short.BYTES, (short) port);
    }
    bytes.put(prefixSize, payload, payload.position(), payload.remaining());
    into.position(into.position() + size);
  }
}
