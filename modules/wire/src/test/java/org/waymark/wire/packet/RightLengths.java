package org.waymark.wire.packet;

import java.nio.ByteBuffer;

/** Corrects the lengths and the checksum of a packet, wherever its headers end. */
final class RightLengths {
  private RightLengths() {}

  /** Corrects the bytes in place. If they have no room for layer 4, they are left unchanged. */
  static void make(ByteBuffer bytes) {
    if (bytes.limit() < 8) {
      return;
    }
    bytes.putShort(2, (short) bytes.limit());
    int at = Byte.toUnsignedInt(bytes.get(4)) * 8;
    int next = Byte.toUnsignedInt(bytes.get(7));
    while ((next == 0 || next == 222) && at + 8 <= bytes.limit()) {
      int size = Byte.toUnsignedInt(bytes.get(at + 1)) * 8;
      if (size == 0) {
        return;
      }
      next = Byte.toUnsignedInt(bytes.get(at));
      at += size;
    }
    int types = bytes.getShort(0);
    int destinationSize = HostAddress.size(types >>> 6 & 0x3f);
    int sourceSize = HostAddress.size(types & 0x3f);
    int hostsEnd = 24 + destinationSize + sourceSize;
    if (at + 8 <= bytes.limit() && destinationSize >= 0 && sourceSize >= 0 && hostsEnd <= at) {
      bytes.putShort(at + 4, (short) (bytes.limit() - at)).putShort(at + 6, (short) 0);
      int checksum = InternetChecksum.of(PacketLayout.sum(bytes, hostsEnd, next, at));
      bytes.putShort(at + 6, (short) checksum);
    }
  }
}
