package org.waymark.conform.packet;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.waymark.conform.trust.TrustNetworks;
import org.waymark.conform.vector.Findings;
import org.waymark.conform.vector.NumberedIsdAses;
import org.waymark.conform.vector.UnreadableException;
import org.waymark.conform.vector.VectorCase;
import org.waymark.conform.vector.VectorFolder;
import org.waymark.edge.config.StartupException;
import org.waymark.edge.config.Topology;
import org.waymark.edge.udp.FirstHop;
import org.waymark.wire.packet.HostAddress;
import org.waymark.wire.packet.ScionAddress;
import org.waymark.wire.packet.ScionPacket;

/**
 * Compares the first hop to which a path server in a recorded network sends a packet, and the
 * requester that the receiving server would see.
 */
public final class SendingServers {
  /** Matches a text such as {@code (1-14 (IPV4) 127.0.0.100):30255}. */
  private static final Pattern REQUESTER =
      Pattern.compile("\\((\\d+)-(\\d+) \\((\\w+)\\) ?(.*)\\):(\\d+)");

  private final Map<String, List<VectorCase>> networks;

  /**
   * @param networks the ASes of each network by their ISD-AS
   */
  private SendingServers(Map<String, List<VectorCase>> networks) {
    this.networks = networks;
  }

  /**
   * Creates a comparison with the servers of the networks in the folder {@code trust}.
   *
   * @return the comparison
   */
  public static SendingServers of(VectorFolder folder) {
    Map<String, List<VectorCase>> networks = new HashMap<>();
    for (VectorCase file : folder.readable("trust")) {
      if (TrustNetworks.isNetwork(file)) {
        TrustNetworks.ases(file)
            .forEach((ia, as) -> networks.computeIfAbsent(ia, x -> new ArrayList<>()).add(as));
      }
    }
    return new SendingServers(networks);
  }

  private static Topology topology(VectorCase as) {
    try {
      return Topology.of(as.name(), as.node("topologyJson"));
    } catch (StartupException e) {
      throw new UnreadableException("the topology of the sending AS: " + e.getMessage());
    }
  }

  void compare(VectorCase vector, ScionPacket packet, Findings findings) {
    if (vector.has("sendingServer")) {
      compareFirstHop(vector.part("sendingServer"), packet, findings);
    }
    if (vector.has("receivedAs")) {
      compareRequester(vector.text("receivedAs"), packet, findings);
    }
  }

  private void compareFirstHop(VectorCase server, ScionPacket packet, Findings findings) {
    List<VectorCase> candidates =
        networks.getOrDefault(server.text("ia"), List.of()).stream()
            .filter(as -> as.has("topologyJson"))
            .toList();
    if (candidates.isEmpty()) {
      findings.partly("the topology of the sending AS is not in the folder");
      return;
    }
    InetSocketAddress address =
        new InetSocketAddress(PacketForm.ip(server.text("host")), server.smallNumber("port"));
    Optional<Topology> sending =
        candidates.stream()
            .map(SendingServers::topology)
            .filter(
                topology ->
                    topology.pathServers().values().stream()
                        .anyMatch(one -> one.address().equals(address)))
            .findFirst();
    if (sending.isEmpty()) {
      findings.differs("no path server " + address + " in AS " + server.text("ia"));
      return;
    }
    Optional<InetSocketAddress> expected =
        server.node("firstHop").isNull()
            ? Optional.empty()
            : Optional.of(PacketForm.address(server.list("firstHop")));
    findings.same(
        "firstHop", expected, FirstHop.of(packet.destination(), packet.path(), sending.get()));
  }

  private static void compareRequester(String recorded, ScionPacket packet, Findings findings) {
    Matcher text = REQUESTER.matcher(recorded);
    if (!text.matches()) {
      throw new UnreadableException("'" + recorded + "' is not a requester");
    }
    ScionAddress source = packet.source();
    HostAddress host = source.host();
    findings.same(
        "receivedAs, AS",
        NumberedIsdAses.parse(text.group(1) + "-" + text.group(2)),
        Optional.of(source.ia()));
    findings.same("receivedAs, type of host", text.group(3), PacketForm.type(host));
    host.ip().ifPresent(ip -> findings.same("receivedAs, host", PacketForm.ip(text.group(4)), ip));
    findings.same("receivedAs, port", text.group(5), Integer.toString(packet.sourcePort()));
  }
}
