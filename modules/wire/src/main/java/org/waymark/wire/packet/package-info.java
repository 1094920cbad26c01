/**
 * SCION packets of protocol version 0 (spec 2.2): addresses, headers and what they carry.
 *
 * <p>{@link org.waymark.wire.packet.PacketCodec} reads and writes a {@link
 * org.waymark.wire.packet.ScionPacket}:
 *
 * <pre>
 *  common header | address header | path | extension headers | layer 4
 * </pre>
 *
 * <p>Reading never throws and copies nothing: a payload is a view of the buffer it was read from.
 * Today this is the traffic inside one AS: the path is empty, there are no extension headers and
 * layer 4 is UDP. Everything else is refused, each with its own reason.
 */
package org.waymark.wire.packet;
