package org.waymark.wire.packet;

import java.nio.ByteBuffer;

/**
 * A SCION packet inside one AS: no path, no extension headers.
 *
 * <p>The header lengths, offsets and checksums of the wire are no part of it: the codec checks them
 * when reading and makes them when writing.
 */
public record ScionPacket(ScionAddress destination, ScionAddress source, Layer4 layer4) {
  /**
   * {@return the packet with addresses and ports swapped and the same payload}
   *
   * <p>When this one went to a service the result has a service as its source, which is illegal to
   * send: use {@link #answer}.
   */
  public ScionPacket reversed() {
    return switch (layer4) {
      case UdpDatagram(int from, int to, ByteBuffer payload) ->
          new ScionPacket(source, destination, new UdpDatagram(to, from, payload));
    };
  }

  /**
   * {@return the packet that carries a payload back to the source of this one}
   *
   * @param from the host that answers: a service that was asked is no legal source
   * @param fromPort the UDP port that answers
   */
  public ScionPacket answer(ScionAddress from, int fromPort, ByteBuffer payload) {
    return switch (layer4) {
      case UdpDatagram(int theirPort, _, _) ->
          new ScionPacket(source, from, new UdpDatagram(fromPort, theirPort, payload));
    };
  }
}
