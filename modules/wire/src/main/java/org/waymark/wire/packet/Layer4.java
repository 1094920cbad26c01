package org.waymark.wire.packet;

/** What a SCION packet carries after its headers: one layer-4 protocol and its payload. */
public sealed interface Layer4 permits UdpDatagram, ScmpMessage {
  /** {@return the number of the protocol in the next-header field before it} */
  int protocol();

  /** {@return the bytes on the wire, layer-4 header included} */
  int size();
}
