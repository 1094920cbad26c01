package org.waymark.wire.packet;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.waymark.runtime.SocketAddresses;

/**
 * The host part of a SCION address (PROTOCOL 2.2). There are four types of host, each with a number
 * and a fixed size. Addresses are represented as numbers, so reading and writing them allocates no
 * arrays.
 */
public sealed interface HostAddress {
  /** {@return the number of the type in the common header, 0..3} */
  int type();

  /** {@return the size in bytes} */
  int size();

  /** {@return the IP address, or empty if this is not an IP address} */
  Optional<InetAddress> ip();

  /** Converts an IPv4 or IPv6 address. */
  static HostAddress of(InetAddress address) {
    ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
    return bytes.remaining() == Ipv4.SIZE
        ? new Ipv4(bytes.getInt())
        : new Ipv6(bytes.getLong(), bytes.getLong());
  }

  /** {@return the size of an address of the given type, in bytes; -1 if there is no such type} */
  static int size(int type) {
    return switch (type) {
      case None.TYPE -> None.SIZE;
      case Ipv4.TYPE -> Ipv4.SIZE;
      case Ipv6.TYPE -> Ipv6.SIZE;
      case Service.TYPE -> Service.SIZE;
      default -> -1;
    };
  }

  /**
   * Reads an address of a defined type at an offset of a big-endian buffer.
   *
   * @throws IndexOutOfBoundsException if the buffer ends before the address does
   */
  static HostAddress read(int type, ByteBuffer bytes, int at) {
    return switch (type) {
      case Ipv4.TYPE -> new Ipv4(bytes.getInt(at));
      case Ipv6.TYPE -> new Ipv6(bytes.getLong(at), bytes.getLong(at + Long.BYTES));
      case Service.TYPE -> new Service(Short.toUnsignedInt(bytes.getShort(at)));
      default -> new None();
    };
  }

  /** Writes this address at an offset of a big-endian buffer. */
  default void put(ByteBuffer bytes, int at) {
    switch (this) {
      case None() -> {}
      case Ipv4(int bits) -> bytes.putInt(at, bits);
      case Ipv6(long high, long low) -> bytes.putLong(at, high).putLong(at + Long.BYTES, low);
      case Service(int number) -> bytes.putShort(at, (short) number);
    }
  }

  /** No host. The address refers to the AS itself. */
  record None() implements HostAddress {
    public static final int TYPE = 0;
    public static final int SIZE = 0;

    @Override
    public int type() {
      return TYPE;
    }

    @Override
    public int size() {
      return SIZE;
    }

    @Override
    public Optional<InetAddress> ip() {
      return Optional.empty();
    }

    @Override
    public String toString() {
      return "none";
    }
  }

  /**
   * An IPv4 host.
   *
   * @param bits the address, with its first byte in the top 8 bits
   */
  record Ipv4(int bits) implements HostAddress {
    public static final int TYPE = 1;
    public static final int SIZE = 4;

    @Override
    public int type() {
      return TYPE;
    }

    @Override
    public int size() {
      return SIZE;
    }

    @Override
    public Optional<InetAddress> ip() {
      return Optional.of(address(ByteBuffer.allocate(SIZE).putInt(bits)));
    }

    @Override
    public String toString() {
      return "%d.%d.%d.%d".formatted(bits >>> 24, bits >>> 16 & 255, bits >>> 8 & 255, bits & 255);
    }
  }

  /**
   * An IPv6 host.
   *
   * @param high the first 8 bytes, big-endian
   * @param low the last 8 bytes, big-endian
   */
  record Ipv6(long high, long low) implements HostAddress {
    public static final int TYPE = 2;
    public static final int SIZE = 16;

    @Override
    public int type() {
      return TYPE;
    }

    @Override
    public int size() {
      return SIZE;
    }

    @Override
    public Optional<InetAddress> ip() {
      return Optional.of(address(ByteBuffer.allocate(SIZE).putLong(high).putLong(low)));
    }

    @Override
    public String toString() {
      return SocketAddresses.text(address(ByteBuffer.allocate(SIZE).putLong(high).putLong(low)));
    }
  }

  /**
   * A service of an AS, which may be provided by several servers. Valid only as a destination.
   *
   * @param number the number of the service, unsigned 16 bits; {@link #MULTICAST} is set to address
   *     every server
   */
  record Service(int number) implements HostAddress {
    public static final int TYPE = 3;
    public static final int SIZE = 2;
    public static final int MULTICAST = 0x8000;

    public static final Service BEACON = new Service(0);
    public static final Service PATH = new Service(1);
    public static final Service CERTIFICATE = new Service(2);
    public static final Service SIBRA = new Service(3);

    /** {@return whether this addresses every server of the service} */
    public boolean isMulticast() {
      return (number & MULTICAST) != 0;
    }

    /** {@return whether the service is defined} */
    public boolean isKnown() {
      return anycast().number() <= SIBRA.number();
    }

    /** {@return the address of every server of the service} */
    public Service multicast() {
      return new Service(number | MULTICAST);
    }

    /** {@return the service without the multicast bit} */
    public Service anycast() {
      return isMulticast() ? new Service(number & ~MULTICAST) : this;
    }

    @Override
    public int type() {
      return TYPE;
    }

    @Override
    public int size() {
      return SIZE;
    }

    @Override
    public Optional<InetAddress> ip() {
      return Optional.empty();
    }

    @Override
    public String toString() {
      String name =
          switch (number & ~MULTICAST) {
            case 0 -> "BS";
            case 1 -> "PS";
            case 2 -> "CS";
            case 3 -> "SB";
            default -> "SVC " + (number & ~MULTICAST);
          };
      return isMulticast() ? name + " multicast" : name;
    }
  }

  private static InetAddress address(ByteBuffer bytes) {
    try {
      return InetAddress.getByAddress(bytes.array());
    } catch (UnknownHostException e) {
      throw new IllegalStateException("4 and 16 bytes always make an IP address", e);
    }
  }
}
