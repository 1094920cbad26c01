package org.waymark.wire.dispatcher;

import static org.waymark.wire.RefusalReason.REGISTRATION_ADDRESS_TYPE;
import static org.waymark.wire.RefusalReason.REGISTRATION_COMMAND;
import static org.waymark.wire.RefusalReason.REGISTRATION_LENGTH;
import static org.waymark.wire.RefusalReason.REGISTRATION_PROTOCOL;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.waymark.segment.IsdAs;
import org.waymark.wire.Decoded;
import org.waymark.wire.packet.HostAddress;
import org.waymark.wire.packet.UdpDatagram;

/**
 * A server's request to the dispatcher for the packets addressed to its address and service. It is
 * the payload of the first frame of a stream (PROTOCOL 2.3), big-endian:
 *
 * <pre>
 *  0         1          2      10     12             13
 *  +---------+----------+------+------+--------------+---------+-----------------------------------
 *  | command | protocol | IA   | port | address type | address | [bind port (2), type (1), address]
 *  |         | 17       |      |      |              |         | [service (2)]
 *  +---------+----------+------+------+--------------+---------+-----------------------------------
 *  command: 1 always, 2 with SCMP, 4 a bind address follows
 * </pre>
 *
 * @param host IPv4 or IPv6
 * @param port the UDP port, unsigned 16 bits; 0 for any free port
 * @param bind the address to listen on, if it differs from the host and port
 * @param service the service whose packets the server receives as well
 * @param scmp whether the server receives SCMP errors about its packets
 */
public record DispatcherRegistration(
    IsdAs ia,
    HostAddress host,
    int port,
    Optional<Bind> bind,
    Optional<HostAddress.Service> service,
    boolean scmp) {
  private static final int ALWAYS = 1;
  private static final int SCMP = 2;
  private static final int BIND = 4;

  private static final int IA_AT = 2;
  private static final int PORT_AT = 10;
  private static final int PORT_AND_TYPE = Short.BYTES + 1;

  /**
   * The address on which a server listens.
   *
   * @param host IPv4 or IPv6
   * @param port the UDP port, unsigned 16 bits
   */
  public record Bind(HostAddress host, int port) {
    /**
     * @throws IllegalArgumentException if the host has no IP address or the port does not fit 16
     *     bits
     */
    public Bind {
      requireIp(host);
      requirePort(port);
    }
  }

  /**
   * @throws IllegalArgumentException if the host has no IP address or the port does not fit 16 bits
   */
  public DispatcherRegistration {
    requireIp(host);
    requirePort(port);
  }

  private static void requireIp(HostAddress host) {
    if (!isIp(host.type())) {
      throw new IllegalArgumentException(host + " is not an IP address");
    }
  }

  private static void requirePort(int port) {
    if (port < 0 || port > 0xffff) {
      throw new IllegalArgumentException("invalid port " + port);
    }
  }

  private static boolean isIp(int type) {
    return type == HostAddress.Ipv4.TYPE || type == HostAddress.Ipv6.TYPE;
  }

  /**
   * Decodes a registration from the payload of a frame.
   *
   * @return the registration, or the reason why the payload is not a valid registration
   */
  public static Decoded<DispatcherRegistration> decode(ByteBuffer payload) {
    ByteBuffer bytes = payload.slice();
    if (bytes.limit() < PORT_AT + PORT_AND_TYPE) {
      return Decoded.refused(
          REGISTRATION_LENGTH, "the registration is " + bytes.limit() + " bytes long");
    }
    int command = Byte.toUnsignedInt(bytes.get(0));
    if ((command & ALWAYS) == 0 || command > (ALWAYS | SCMP | BIND)) {
      return Decoded.refused(REGISTRATION_COMMAND, "invalid command " + command);
    }
    int protocol = Byte.toUnsignedInt(bytes.get(1));
    if (protocol != UdpDatagram.PROTOCOL) {
      return Decoded.refused(REGISTRATION_PROTOCOL, "unsupported protocol " + protocol);
    }
    bytes.position(PORT_AT);
    return address(bytes)
        .then(
            address ->
                (command & BIND) == 0
                    ? end(bytes, command, address, Optional.empty())
                    : address(bytes).then(b -> end(bytes, command, address, Optional.of(b))));
  }

  /** Reads a port, an address type and an address, and advances the position past them. */
  private static Decoded<Bind> address(ByteBuffer bytes) {
    if (bytes.remaining() < PORT_AND_TYPE) {
      return Decoded.refused(REGISTRATION_LENGTH, "it ends before an address");
    }
    int port = Short.toUnsignedInt(bytes.getShort());
    int type = Byte.toUnsignedInt(bytes.get());
    if (!isIp(type)) {
      return Decoded.refused(REGISTRATION_ADDRESS_TYPE, "unknown address type " + type);
    }
    if (bytes.remaining() < HostAddress.size(type)) {
      return Decoded.refused(REGISTRATION_LENGTH, "it ends within an address");
    }
    HostAddress host = HostAddress.read(type, bytes, bytes.position());
    bytes.position(bytes.position() + host.size());
    return Decoded.accepted(new Bind(host, port));
  }

  private static Decoded<DispatcherRegistration> end(
      ByteBuffer bytes, int command, Bind address, Optional<Bind> bind) {
    int left = bytes.remaining();
    if (left != 0 && left != HostAddress.Service.SIZE) {
      return Decoded.refused(REGISTRATION_LENGTH, left + " bytes after the addresses");
    }
    Optional<HostAddress.Service> service =
        left == 0
            ? Optional.empty()
            : Optional.of(new HostAddress.Service(Short.toUnsignedInt(bytes.getShort())));
    return Decoded.accepted(
        new DispatcherRegistration(
            new IsdAs(bytes.getLong(IA_AT)),
            address.host(),
            address.port(),
            bind,
            service,
            (command & SCMP) != 0));
  }

  /** Encodes this registration as the payload of a frame. */
  public ByteBuffer encode() {
    int size =
        PORT_AT
            + PORT_AND_TYPE
            + host.size()
            + bind.map(b -> PORT_AND_TYPE + b.host().size()).orElse(0)
            + service.map(HostAddress::size).orElse(0);
    ByteBuffer bytes = ByteBuffer.allocate(size);
    bytes.put((byte) (ALWAYS | (scmp ? SCMP : 0) | (bind.isPresent() ? BIND : 0)));
    bytes.put((byte) UdpDatagram.PROTOCOL).putLong(ia.value());
    put(host, port, bytes);
    bind.ifPresent(b -> put(b.host(), b.port(), bytes));
    service.ifPresent(s -> bytes.putShort((short) s.number()));
    return bytes.flip();
  }

  private static void put(HostAddress host, int port, ByteBuffer bytes) {
    bytes.putShort((short) port).put((byte) host.type());
    host.put(bytes, bytes.position());
    bytes.position(bytes.position() + host.size());
  }

  /** {@return the registration in human-readable form} */
  @Override
  public String toString() {
    return ia
        + " "
        + host
        + " port "
        + port
        + service.map(one -> " for the service " + one).orElse("")
        + bind.map(one -> " bound to " + one.host() + " port " + one.port()).orElse("");
  }
}
