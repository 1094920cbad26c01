package org.waymark.conform.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.waymark.conform.vector.VectorCase;
import org.waymark.wire.Decoded;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.control.ControlCodec;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.Message;
import org.waymark.wire.packet.HostAddress;
import org.waymark.wire.packet.PacketCodec;
import org.waymark.wire.packet.ScionPacket;
import org.waymark.wire.packet.ScionPath;
import org.waymark.wire.packet.UdpDatagram;

/**
 * A message that the server sent, in the form used in the recordings.
 *
 * @param dstHost the IP address, or the number and mode of a service, such as {@code 0x01 A}
 * @param firstHop the UDP address of the first hop
 * @param path the path in hexadecimal with its indexes; empty within the AS
 * @param sameId whether the request id equals the id of the message received in the step or, in a
 *     reply, the id of the answered request, which may have arrived earlier
 * @param content the content, with names for segments and revocations, and with sorted lists
 */
public record SentMessage(
    String dstIa,
    String dstHost,
    int dstPort,
    String firstHop,
    String path,
    String message,
    boolean sameId,
    JsonNode content) {
  private static final Set<String> ENVELOPE =
      Set.of("dstIA", "dstHost", "dstPort", "firstHop", "path", "indexes", "message", "reqId");
  private static final String REPLY = "segReply";
  private static final String PATH_AT = "%s at %d, %d";

  static SentMessage recorded(VectorCase sent, ScenarioPools pools) {
    ObjectNode content = ((ObjectNode) sent.json()).deepCopy();
    content.remove(ENVELOPE);
    if (content.has("rev")) {
      content.put("rev", pools.canonical(content.get("rev").asText()));
    }
    content.path("records").forEach(list -> canonicalize((ArrayNode) list, pools));
    sortLists(content);
    String path = "";
    if (sent.has("path")) {
      List<JsonNode> indexes = sent.list("indexes");
      path = PATH_AT.formatted(sent.text("path"), indexes.get(0).asInt(), indexes.get(1).asInt());
    }
    List<JsonNode> hop = sent.list("firstHop");
    return new SentMessage(
        sent.text("dstIA"),
        sent.text("dstHost"),
        sent.smallNumber("dstPort"),
        hop.get(0).asText() + ":" + hop.get(1).asInt(),
        path,
        sent.text("message"),
        sent.text("reqId").equals("same") || sent.text("message").equals(REPLY),
        content);
  }

  /** Checks whether a message has the id of the request that it answers. */
  @FunctionalInterface
  interface RequestIds {
    /**
     * {@return whether the id belongs to the request that the message answers}
     *
     * @param to the destination address and port of the message
     */
    boolean isOfRequest(String to, Message message, long requestId);
  }

  /**
   * Decodes the message in a sent datagram.
   *
   * @return the message
   */
  static SentMessage of(RecordedDatagrams.Sent sent, RequestIds ids, SentContent contents) {
    ScionPacket packet =
        switch (PacketCodec.decode(ByteBuffer.wrap(sent.datagram().unsafeBytes()))) {
          case Decoded.Accepted<ScionPacket>(ScionPacket good) -> good;
          case Decoded.Refused<ScionPacket>(var refusal) ->
              throw new IllegalStateException("our decoder rejects a sent packet: " + refusal);
        };
    if (!(packet.layer4() instanceof UdpDatagram udp)) {
      throw new IllegalStateException("a sent packet is not UDP: " + packet);
    }
    ControlPayload payload =
        switch (new ControlCodec(DecoderLimits.DEFAULT).decodeFramed(udp.payload())) {
          case Decoded.Accepted<ControlPayload>(ControlPayload good) -> good;
          case Decoded.Refused<ControlPayload>(var refusal) ->
              throw new IllegalStateException("our decoder rejects a sent message: " + refusal);
        };
    ObjectNode content = contents.of(payload.message());
    sortLists(content);
    return new SentMessage(
        packet.destination().ia().toString(),
        hostText(packet.destination().host()),
        udp.destinationPort(),
        addressText(sent.to()),
        pathText(packet.path()),
        payload.message().messageType(),
        ids.isOfRequest(
            requesterText(
                packet.destination().ia().toString(),
                hostText(packet.destination().host()),
                udp.destinationPort()),
            payload.message(),
            payload.requestId()),
        content);
  }

  /** {@return a path in hexadecimal with its indexes; empty within an AS} */
  public static String pathText(ScionPath path) {
    return path.isEmpty()
        ? ""
        : PATH_AT.formatted(path.bytes().hex(), path.currentInfoIndex(), path.currentHopIndex());
  }

  public static String requesterText(String ia, String host, int port) {
    return ia + "," + host + ":" + port;
  }

  private static String hostText(HostAddress host) {
    return host instanceof HostAddress.Service service
        ? "0x%02x %s".formatted(service.anycast().number(), service.isMulticast() ? "M" : "A")
        : host.toString();
  }

  static String addressText(InetSocketAddress address) {
    return address.getAddress().getHostAddress() + ":" + address.getPort();
  }

  private static void canonicalize(ArrayNode names, ScenarioPools pools) {
    List<String> canonical = new ArrayList<>();
    names.forEach(name -> canonical.add(pools.canonical(name.asText())));
    names.removeAll();
    canonical.forEach(names::add);
  }

  /** Sorts the lists whose order has no meaning: segments and revocations, and flags. */
  private static void sortLists(ObjectNode content) {
    content.path("records").forEach(list -> sort((ArrayNode) list));
    if (content.path("segReq").path("flags") instanceof ArrayNode flags) {
      sort(flags);
    }
  }

  private static void sort(ArrayNode list) {
    SortedSet<String> sorted = names(list);
    if (sorted.size() == list.size()) {
      list.removeAll();
      sorted.forEach(list::add);
    }
  }

  /** {@return the names in a list; none if the list is missing} */
  public static SortedSet<String> names(JsonNode list) {
    SortedSet<String> names = new TreeSet<>();
    list.forEach(name -> names.add(name.asText()));
    return names;
  }

  /** {@return a copy of this message with other content} */
  public SentMessage withContent(JsonNode other) {
    return new SentMessage(dstIa, dstHost, dstPort, firstHop, path, message, sameId, other);
  }

  @Override
  public String toString() {
    return "%s to %s,%s:%d via %s%s, %s request id, %s"
        .formatted(
            message,
            dstIa,
            dstHost,
            dstPort,
            firstHop,
            path.isEmpty() ? "" : " over " + path,
            sameId ? "same" : "other",
            content);
  }

  /** {@return the destination host and port} */
  public String destination() {
    return dstHost + ":" + dstPort;
  }
}
