package org.waymark.world.topology;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.waymark.fixtures.LinkType;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.fixtures.TopologyBuilder;
import org.waymark.segment.HopField;
import org.waymark.segment.IsdAs;
import org.waymark.segment.Revocation;

/**
 * Builds a network from its description. If the description is impossible, the error names the
 * line.
 */
final class DescribedNetwork {
  private static final int DEFAULT_MTU = 1_472;
  private static final int MAX_MTU = 0xffff;

  /** The longest lifetime of hash trees in seconds, since no segment lives longer than a day. */
  private static final int MAX_TREE_TTL_S = 86_400;

  /**
   * The maximum number of ASes in a description, far more than can run on one machine with separate
   * addresses.
   */
  private static final int MAX_ASES = 5_000;

  private static final String ASES = "ASes";

  /** The key of topology files before 2016. */
  private static final String OLD_ASES = "ADs";

  private static final String AN_END = "an end of a link like 1-11#50";

  /** The format of large AS numbers in topology files of 2017: {@code 1-4_295_001_010}. */
  private static final Pattern GROUPED_DIGITS =
      Pattern.compile("([0-9]{1,5})-([0-9]{1,3}(?:_[0-9]{3}){1,4})");

  /**
   * The name of a border router, which a topology file may use in place of its AS: {@code
   * 1-ff00:0:110-A#5}.
   */
  private static final Pattern ROUTER_NAME = Pattern.compile("([^-]+-[^-]+)-[^-]+");

  private static final String AN_IA = "an ISD-AS like 1-11 or 1-ff00:0:110";

  private final YamlPart root;
  private final Optional<SkippedKeys> skipped;
  private final TopologyBuilder builder = NetworkTopology.describe();
  private final Map<IsdAs, DescribedAs> ases = new LinkedHashMap<>();
  private final Map<IsdAs, Map<Integer, Integer>> lineOfInterface = new HashMap<>();

  private record DescribedAs(boolean core, YamlPart part) {}

  /**
   * An end of a link.
   *
   * @param interfaceId the interface, or 0 if the description does not specify it
   */
  private record End(IsdAs ia, int interfaceId, YamlPart part) {
    String text() {
      return ia + "#" + interfaceId;
    }

    End with(int chosenInterfaceId) {
      return new End(ia, chosenInterfaceId, part);
    }
  }

  private record Link(LinkKind kind, End a, End b, int mtu, YamlPart part) {}

  /**
   * @param skipped collects the keys that describe neither ASes nor links. If empty, such keys are
   *     rejected, because a misspelt key would silently have no effect
   */
  DescribedNetwork(YamlPart root, Optional<SkippedKeys> skipped) {
    this.root = root;
    this.skipped = skipped;
  }

  NetworkTopology network() throws TopologyException {
    String asesKey = root.find(OLD_ASES).isPresent() ? OLD_ASES : ASES;
    expectKeys(root, SkippedKeys.Place.FILE, Set.of("treeTtlS", asesKey, "links"));
    readTreeTtl();
    for (Map.Entry<String, YamlPart> as :
        root.get(asesKey, "a mapping of ISD-AS numbers to ASes").keys().entrySet()) {
      readAs(as.getKey(), as.getValue());
    }
    refuseWithoutCore();
    List<Link> links = new ArrayList<>();
    Optional<YamlPart> described = root.find("links");
    if (described.isPresent()) {
      for (YamlPart link : described.get().items()) {
        links.add(readLink(link));
      }
    }
    refuseCorePeers(links);
    List<Link> numbered = new ArrayList<>();
    for (Link link : links) {
      numbered.add(new Link(link.kind, numbered(link.a), numbered(link.b), link.mtu, link.part));
    }
    numbered.forEach(this::build);
    NetworkTopology network = builder.build();
    refuseWithoutWayUp(network);
    refuseWithoutLink(network);
    return network;
  }

  private void expectKeys(YamlPart part, SkippedKeys.Place place, Set<String> known)
      throws TopologyException {
    if (skipped.isEmpty()) {
      part.onlyKnown(known);
    } else {
      part.keys().keySet().stream()
          .filter(key -> !known.contains(key))
          .forEach(key -> skipped.get().add(place, key));
    }
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
    String mtuKey = as.find("MTU").isPresent() ? "MTU" : "mtu";
    expectKeys(as, SkippedKeys.Place.AS, Set.of("core", mtuKey));
    Optional<YamlPart> coreFlag = as.find("core");
    boolean core = coreFlag.isPresent() && coreFlag.get().flag();
    int mtu = as.number(mtuKey, 1, MAX_MTU, DEFAULT_MTU);
    DescribedAs earlier = ases.put(ia, new DescribedAs(core, as));
    if (earlier != null) {
      throw as.wrong("is already described, in line " + earlier.part.line(), "each AS once");
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
      Matcher grouped = GROUPED_DIGITS.matcher(text);
      ia =
          grouped.matches()
              ? IsdAs.of(
                  Integer.parseInt(grouped.group(1)),
                  Long.parseLong(grouped.group(2).replace("_", "")))
              : IsdAs.parse(text);
    } catch (IllegalArgumentException _) {
      throw part.wrong("is not named by an ISD-AS", AN_IA);
    }
    if (ia.isd() == 0 || ia.isWildcard()) {
      throw part.wrong("is a wildcard", AN_IA);
    }
    return ia;
  }

  /** Rejects an ISD without a core AS, because no AS could sign its certificates. */
  private void refuseWithoutCore() throws TopologyException {
    if (ases.isEmpty()) {
      throw root.wrong("ASes is empty", "at least one core AS");
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

  private Link readLink(YamlPart link) throws TopologyException {
    expectKeys(link, SkippedKeys.Place.LINK, LinkKind.keys("a", "b", "mtu"));
    Link read =
        new Link(
            LinkKind.of(link),
            end(link.get("a", AN_END)),
            end(link.get("b", AN_END)),
            link.number("mtu", 1, MAX_MTU, DEFAULT_MTU),
            link);
    if (read.a.ia.equals(read.b.ia)) {
      throw link.wrong("links " + read.a.ia + " to itself", "two ASes");
    }
    occupy(read.a);
    occupy(read.b);
    switch (read.kind) {
      case CORE -> {
        requireCore(read.a);
        requireCore(read.b);
      }
      case CHILD -> requireBelow(read.a, read.b);
      case PEER -> {
        // PEER links of core ASes are not rejected here, because refuseCorePeers rejects them all
        // together.
      }
    }
    return read;
  }

  private void build(Link link) {
    String a = link.a.text();
    String b = link.b.text();
    switch (link.kind) {
      case CORE -> builder.coreLink(a, b, link.mtu);
      case CHILD -> builder.childLink(a, b, link.mtu);
      case PEER -> builder.peerLink(a, b, link.mtu);
    }
  }

  /**
   * Rejects PEER links of core ASes. Beacons contain only the peer links of non-core ASes, so no
   * path could use a peer link of a core AS.
   */
  private void refuseCorePeers(List<Link> links) throws TopologyException {
    List<Link> refused =
        links.stream()
            .filter(link -> link.kind == LinkKind.PEER)
            .filter(link -> ases.get(link.a.ia).core || ases.get(link.b.ia).core)
            .toList();
    if (!refused.isEmpty()) {
      throw refused
          .getFirst()
          .part
          .wrong(
              "is a PEER link with a core AS"
                  + refused.stream()
                      .map(
                          link ->
                              "line %d: %s -- %s".formatted(link.part.line(), link.a.ia, link.b.ia))
                      .collect(
                          Collectors.joining(
                              "; ", " (" + (refused.size() > 1 ? "all of them: " : ""), ")")),
              "PEER links only between non-core ASes, because no path would use any others: make it"
                  + " CORE or CHILD, or leave it out");
    }
  }

  private End end(YamlPart part) throws TopologyException {
    String text = part.text(AN_END);
    int hash = text.indexOf('#');
    int interfaceId = hash < 0 ? 0 : interfaceId(text.substring(hash + 1), text, part);
    IsdAs ia = isdAs(withoutRouterName(hash < 0 ? text : text.substring(0, hash)), part);
    if (!ases.containsKey(ia)) {
      throw part.wrong("ends at " + ia + ", which is not described", "one of the ASes");
    }
    return new End(ia, interfaceId, part);
  }

  private static int interfaceId(String number, String text, YamlPart part)
      throws TopologyException {
    if (!number.matches("[1-9][0-9]{0,8}")) {
      throw part.wrong("is '" + YamlPart.shortened(text) + "'", AN_END);
    }
    if (Integer.parseInt(number) > HopField.MAX_INTERFACE) {
      throw part.wrong("has interface " + number, "one in 1.." + HopField.MAX_INTERFACE);
    }
    return Integer.parseInt(number);
  }

  /** Removes the name of a border router, since an AS of a world has only one. */
  private String withoutRouterName(String text) {
    Matcher named = ROUTER_NAME.matcher(text);
    if (skipped.isEmpty() || !named.matches()) {
      return text;
    }
    skipped.get().add(SkippedKeys.Place.LINK, "names of border routers");
    return named.group(1);
  }

  private void occupy(End end) throws TopologyException {
    if (end.interfaceId == 0) {
      return;
    }
    Integer earlier = lines(end.ia).put(end.interfaceId, end.part.line());
    if (earlier != null) {
      throw end.part.wrong(
          "is interface " + end.text() + ", which already has the link of line " + earlier,
          "another interface");
    }
  }

  private Map<Integer, Integer> lines(IsdAs ia) {
    return lineOfInterface.computeIfAbsent(ia, absent -> new HashMap<>());
  }

  /**
   * Assigns the lowest number that is still free in the file to an end without an interface number.
   *
   * @return the end with its interface
   */
  private End numbered(End end) throws TopologyException {
    int id = end.interfaceId;
    if (id == 0) {
      id = 1;
      while (lines(end.ia).containsKey(id)) {
        id++;
      }
      if (id > HopField.MAX_INTERFACE) {
        throw end.part.wrong(
            "is one link too many for " + end.ia, "at most " + HopField.MAX_INTERFACE);
      }
      lines(end.ia).put(id, end.part.line());
    }
    return end.with(id);
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
          "is " + child.ia + ", in a different ISD from its parent " + parent.ia,
          "an AS in the same ISD");
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
        throw as.getValue()
            .part
            .wrong("has no route up to a core AS", "a parent with such a route");
      }
    }
  }

  /**
   * Rejects an AS without links, because it would have no border router, and no hash tree for
   * revocations.
   */
  private void refuseWithoutLink(NetworkTopology network) throws TopologyException {
    for (Map.Entry<IsdAs, DescribedAs> as : ases.entrySet()) {
      if (network.as(as.getKey()).interfaces().isEmpty()) {
        throw as.getValue()
            .part
            .wrong(
                "has no link",
                "at least one link: the border router of an AS is described by its links");
      }
    }
  }
}
