package org.waymark.world.topology;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.waymark.fixtures.LinkType;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.fixtures.TopologyBuilder;
import org.waymark.segment.HopField;
import org.waymark.segment.IsdAs;
import org.waymark.segment.Revocation;

/** Makes a network of a description, and refuses what cannot be one where it stands. */
final class DescribedNetwork {
  private static final int DEFAULT_MTU = 1_472;
  private static final int MAX_MTU = 0xffff;

  /** No segment lives longer than a day. */
  private static final int MAX_TREE_TTL_S = 86_400;

  /** Far more than run on one machine; all have an address of their own. */
  private static final int MAX_ASES = 5_000;

  private static final String AN_END = "an end of a link like 1-11#50";
  private static final String AN_IA = "an ISD-AS like 1-11 or 1-ff00:0:110";

  private final YamlPart root;
  private final TopologyBuilder builder = NetworkTopology.describe();
  private final Map<IsdAs, DescribedAs> ases = new LinkedHashMap<>();
  private final Map<String, Integer> lineOfInterface = new HashMap<>();

  /** What b can be for a: a child has one way to be written, with its parent as a. */
  private enum LinkKind {
    CORE,
    CHILD,
    PEER
  }

  private record DescribedAs(boolean core, YamlPart part) {}

  private record End(IsdAs ia, int interfaceId, YamlPart part) {
    String text() {
      return ia + "#" + interfaceId;
    }
  }

  DescribedNetwork(YamlPart root) {
    this.root = root;
  }

  NetworkTopology network() throws TopologyException {
    readTreeTtl();
    for (Map.Entry<String, YamlPart> as :
        root.get("ASes", "ISD-AS numbers with what they are").keys().entrySet()) {
      readAs(as.getKey(), as.getValue());
    }
    refuseWithoutCore();
    Optional<YamlPart> links = root.find("links");
    if (links.isPresent()) {
      for (YamlPart link : links.get().items()) {
        readLink(link);
      }
    }
    NetworkTopology network = builder.build();
    refuseWithoutWayUp(network);
    refuseWithoutLink(network);
    return network;
  }

  private void readTreeTtl() throws TopologyException {
    Optional<YamlPart> ttl = root.find("treeTtlS");
    if (ttl.isPresent()) {
      long ttlS = ttl.get().number(Revocation.EPOCH_S, MAX_TREE_TTL_S);
      if (ttlS % Revocation.EPOCH_S != 0) {
        throw ttl.get().wrong("is " + ttlS, "a multiple of " + Revocation.EPOCH_S);
      }
      builder.treeTtlS(ttlS);
    }
  }

  private void readAs(String name, YamlPart as) throws TopologyException {
    IsdAs ia = isdAs(name, as);
    as.onlyKnown(Set.of("core", "mtu"));
    Optional<YamlPart> coreFlag = as.find("core");
    boolean core = coreFlag.isPresent() && coreFlag.get().flag();
    int mtu = as.number("mtu", 1, MAX_MTU, DEFAULT_MTU);
    DescribedAs earlier = ases.put(ia, new DescribedAs(core, as));
    if (earlier != null) {
      throw as.wrong("is there already, in line " + earlier.part.line(), "each AS once");
    }
    if (ases.size() > MAX_ASES) {
      throw as.wrong("is one too many", "at most " + MAX_ASES + " ASes");
    }
    if (core) {
      builder.core(ia.toString(), mtu);
    } else {
      builder.as(ia.toString(), mtu);
    }
  }

  private static IsdAs isdAs(String text, YamlPart part) throws TopologyException {
    IsdAs ia;
    try {
      ia = IsdAs.parse(text);
    } catch (IllegalArgumentException _) {
      throw part.wrong("has no ISD-AS", AN_IA);
    }
    if (ia.isd() == 0 || ia.isWildcard()) {
      throw part.wrong("is a wildcard", AN_IA);
    }
    return ia;
  }

  /** An ISD without a core AS has nobody to sign for it. */
  private void refuseWithoutCore() throws TopologyException {
    if (ases.isEmpty()) {
      throw root.get("ASes", "").wrong("is empty", "one core AS at least");
    }
    Set<Integer> isdsWithCore = new HashSet<>();
    ases.forEach(
        (ia, as) -> {
          if (as.core) {
            isdsWithCore.add(ia.isd());
          }
        });
    for (Map.Entry<IsdAs, DescribedAs> as : ases.entrySet()) {
      int isd = as.getKey().isd();
      if (!isdsWithCore.contains(isd)) {
        throw as.getValue().part.wrong("is in ISD " + isd + ", which has no core AS", "one");
      }
    }
  }

  private void readLink(YamlPart link) throws TopologyException {
    link.onlyKnown(Set.of("a", "b", "linkAtoB", "mtu"));
    End a = end(link.get("a", AN_END));
    End b = end(link.get("b", AN_END));
    LinkKind kind = linkKind(link);
    int mtu = link.number("mtu", 1, MAX_MTU, DEFAULT_MTU);
    if (a.ia.equals(b.ia)) {
      throw link.wrong("links " + a.ia + " with itself", "two ASes");
    }
    occupy(a);
    occupy(b);
    switch (kind) {
      case CORE -> {
        requireCore(a);
        requireCore(b);
        builder.coreLink(a.text(), b.text(), mtu);
      }
      case CHILD -> {
        requireBelow(a, b);
        builder.childLink(a.text(), b.text(), mtu);
      }
      case PEER -> builder.peerLink(a.text(), b.text(), mtu);
    }
  }

  private static LinkKind linkKind(YamlPart link) throws TopologyException {
    String expected = "CORE, CHILD (b is the child of a) or PEER";
    YamlPart part = link.get("linkAtoB", expected);
    String text = part.text(expected);
    try {
      return LinkKind.valueOf(text);
    } catch (IllegalArgumentException _) {
      throw part.wrong("is '" + YamlPart.shortened(text) + "'", expected);
    }
  }

  private End end(YamlPart part) throws TopologyException {
    String text = part.text(AN_END);
    int hash = text.indexOf('#');
    String number = text.substring(hash + 1);
    if (hash < 0 || !number.matches("[1-9][0-9]{0,8}")) {
      throw part.wrong("is '" + YamlPart.shortened(text) + "'", AN_END);
    }
    if (Integer.parseInt(number) > HopField.MAX_INTERFACE) {
      throw part.wrong("has interface " + number, "one in 1.." + HopField.MAX_INTERFACE);
    }
    IsdAs ia = isdAs(text.substring(0, hash), part);
    if (!ases.containsKey(ia)) {
      throw part.wrong("ends at " + ia + ", which is not described", "one of the ASes");
    }
    return new End(ia, Integer.parseInt(number), part);
  }

  private void occupy(End end) throws TopologyException {
    Integer earlier = lineOfInterface.put(end.text(), end.part.line());
    if (earlier != null) {
      throw end.part.wrong(
          "is interface " + end.text() + ", which has the link of line " + earlier,
          "another interface");
    }
  }

  private void requireCore(End end) throws TopologyException {
    if (!ases.get(end.ia).core) {
      throw end.part.wrong("is " + end.ia + ", which is not core", "core ASes on a core link");
    }
  }

  private void requireBelow(End parent, End child) throws TopologyException {
    if (ases.get(child.ia).core) {
      throw child.part.wrong("is " + child.ia + ", which is core", "a child that is not core");
    }
    if (parent.ia.isd() != child.ia.isd()) {
      throw child.part.wrong(
          "is " + child.ia + ", in another ISD than its parent " + parent.ia, "one ISD");
    }
  }

  private void refuseWithoutWayUp(NetworkTopology network) throws TopologyException {
    Set<IsdAs> reached = new HashSet<>();
    Deque<IsdAs> next = new ArrayDeque<>();
    network.ases().values().stream()
        .filter(NetworkTopology.As::core)
        .forEach(as -> next.add(as.ia()));
    while (!next.isEmpty()) {
      IsdAs ia = next.remove();
      if (reached.add(ia)) {
        network.as(ia).interfaces().values().stream()
            .filter(link -> link.linkType() == LinkType.CHILD)
            .forEach(link -> next.add(link.neighbour()));
      }
    }
    for (Map.Entry<IsdAs, DescribedAs> as : ases.entrySet()) {
      if (!reached.contains(as.getKey())) {
        throw as.getValue().part.wrong("has no way up to a core AS", "a parent that has one");
      }
    }
  }

  /** An AS that is linked with nobody has no border router, and no tree to revoke anything with. */
  private void refuseWithoutLink(NetworkTopology network) throws TopologyException {
    for (Map.Entry<IsdAs, DescribedAs> as : ases.entrySet()) {
      if (network.as(as.getKey()).interfaces().isEmpty()) {
        throw as.getValue()
            .part
            .wrong("has no link", "one at least: an AS has a border router by its links");
      }
    }
  }
}
