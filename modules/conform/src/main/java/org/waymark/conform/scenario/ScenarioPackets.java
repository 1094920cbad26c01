package org.waymark.conform.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.waymark.conform.vector.UnreadableException;
import org.waymark.conform.vector.VectorCase;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.Revocation;
import org.waymark.wire.Decoded;
import org.waymark.wire.control.ControlCodec;
import org.waymark.wire.message.CertChainReply;
import org.waymark.wire.message.CertChainRequest;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.InterfaceState;
import org.waymark.wire.message.InterfaceStateInfos;
import org.waymark.wire.message.Message;
import org.waymark.wire.message.RevocationNotice;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentRecords;
import org.waymark.wire.message.SegmentRegistration;
import org.waymark.wire.message.SegmentReply;
import org.waymark.wire.message.SegmentRequest;
import org.waymark.wire.message.SegmentSync;
import org.waymark.wire.message.TrcReply;
import org.waymark.wire.message.TrcRequest;
import org.waymark.wire.packet.HostAddress;
import org.waymark.wire.packet.PacketCodec;
import org.waymark.wire.packet.ScionAddress;
import org.waymark.wire.packet.ScionPacket;
import org.waymark.wire.packet.ScionPath;
import org.waymark.wire.packet.UdpDatagram;

/**
 * Creates the packets that the steps of a scenario send to the server. They are either recorded or
 * built from the description of a step.
 */
public record ScenarioPackets(ScenarioServer server, ScenarioPools pools) {
  /** The request id of every recorded message that does not specify one. */
  static final long REQUEST_ID = 4711;

  private static final int HOST_PORT = 30_041;

  /**
   * Creates the packet of a step.
   *
   * @return the packet
   */
  ByteString packet(VectorCase step) {
    if (step.has("packet")) {
      return step.bytes("packet");
    }
    VectorCase from = step.part("from");
    ScionPacket packet =
        new ScionPacket(
            new ScionAddress(server.ia(), HostAddress.of(server.address().getAddress())),
            new ScionAddress(from.ia("ia"), HostAddress.of(ip(from.text("host")))),
            path(from),
            List.of(),
            new UdpDatagram(
                from.smallNumber("port"),
                server.address().getPort(),
                framed(message(step), requestId(step))));
    return bytes(packet);
  }

  /**
   * Creates a packet with the segments or the revocation for another replica.
   *
   * @return the packet
   */
  ByteString packet(Message message) {
    ScionAddress own = new ScionAddress(server.ia(), HostAddress.of(server.address().getAddress()));
    return bytes(
        new ScionPacket(
            own,
            own,
            new UdpDatagram(HOST_PORT, server.address().getPort(), framed(message, REQUEST_ID))));
  }

  /** {@return the address in the local AS from which a packet reaches the server} */
  InetSocketAddress underlay(VectorCase step) {
    VectorCase from = step.part("from");
    return from.has("path")
        ? server.address()
        : new InetSocketAddress(ip(from.text("host")), HOST_PORT);
  }

  /** {@return the request id of the message of a step} */
  static long requestId(VectorCase step) {
    return step.has("reqId") ? step.number("reqId") : REQUEST_ID;
  }

  private static ByteBuffer framed(Message message, long requestId) {
    return ByteBuffer.wrap(
        ControlCodec.encodeFramed(new ControlPayload(message, requestId)).toBytes());
  }

  private static ByteString bytes(ScionPacket packet) {
    ByteBuffer bytes = ByteBuffer.allocate(PacketCodec.size(packet));
    PacketCodec.encode(packet, bytes);
    return ByteString.owning(bytes.array());
  }

  /**
   * Builds the path of an arriving packet, positioned at its last hop field.
   *
   * @return the path
   */
  private ScionPath path(VectorCase from) {
    Optional<String> over = from.textIfAny("path");
    if (over.isEmpty()) {
      return ScionPath.EMPTY;
    }
    PathSegment segment =
        pools
            .segment(over.get())
            .orElseThrow(() -> new UnreadableException("no path over " + over.get()));
    ScionPath path =
        segment.lastIa().equals(server.ia())
            ? ScionPath.along(segment)
            : ScionPath.against(segment);
    return path.at(0, path.fieldCount() - 1);
  }

  private static InetAddress ip(String host) {
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new UnreadableException("its host '" + host + "' is not an IP address");
    }
  }

  /**
   * Builds the message that a step sends.
   *
   * @return the message
   */
  Message message(VectorCase step) {
    return switch (step.text("do")) {
      case "register" -> registration(step);
      case "sharedCache" -> new SegmentRegistration(records(step));
      case "request" -> request(step);
      case "revoke" -> revocation(step);
      case "trust" -> {
        ScenarioPools.TrustText text = pools.trust(step.text("name"));
        yield text.trc().isPresent()
            ? new TrcReply(text.packed())
            : new CertChainReply(text.packed());
      }
      case "trustRequest" ->
          step.has("isd")
              ? new TrcRequest(step.smallNumber("isd"), step.number("version"), false)
              : new CertChainRequest(step.ia("ia"), step.number("version"), false);
      default ->
          throw new UnreadableException(
              "the action '" + step.text("do") + "' of a step is unknown");
    };
  }

  private Message registration(VectorCase step) {
    SegmentRecords records = records(step);
    return switch (step.text("message")) {
      case "segReg" -> new SegmentRegistration(records);
      case "segSync" -> new SegmentSync(records);
      case "segReply" -> new SegmentReply(answered(records), records);
      default ->
          throw new UnreadableException(
              "the message '" + step.text("message") + "' of a step is unknown");
    };
  }

  /**
   * Creates a request to which the records could be the reply.
   *
   * @return the request
   */
  private SegmentRequest answered(SegmentRecords records) {
    IsdAs dst =
        records.records().stream()
            .flatMap(record -> record.segment().asOptional().stream())
            .map(PathSegment::lastIa)
            .findFirst()
            .orElse(IsdAs.NONE);
    return new SegmentRequest(server.ia(), dst, false, false);
  }

  private SegmentRecords records(VectorCase step) {
    List<SegmentRecord> records = new ArrayList<>();
    for (JsonNode record : step.list("records")) {
      records.add(pools.record(record.path(0).asText(), record.path(1).asText()));
    }
    List<Revocation> revocations =
        step.has("revInfos")
            ? step.list("revInfos").stream().map(n -> pools.revocation(n.asText())).toList()
            : List.of();
    return SegmentRecords.of(records, revocations);
  }

  public static SegmentRequest request(VectorCase step) {
    List<String> flags = step.list("flags").stream().map(JsonNode::asText).toList();
    return new SegmentRequest(
        step.ia("src"), step.ia("dst"), flags.contains("SIBRA"), flags.contains("CACHE_ONLY"));
  }

  private Message revocation(VectorCase step) {
    Revocation revocation = pools.revocation(step.text("rev"));
    return switch (step.text("how")) {
      case "revInfo", "sharedCache" -> new RevocationNotice(revocation);
      case "ifStateInfos" ->
          new InterfaceStateInfos(
              List.of(
                  Decoded.accepted(
                      new InterfaceState(
                          revocation.interfaceId(),
                          step.has("active") && step.flag("active"),
                          Optional.of(revocation)))));
      default ->
          throw new UnreadableException(
              "the form '" + step.text("how") + "' of a revocation is unknown");
    };
  }
}
