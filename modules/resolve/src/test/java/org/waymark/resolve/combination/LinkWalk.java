package org.waymark.resolve.combination;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.waymark.fixtures.LinkType;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.fixtures.Route;
import org.waymark.segment.IsdAs;

/**
 * Finds all routes that paths between two ASes may take, by walking the links: up to parents, then
 * over core links or one peer link, then down to children, no AS twice. This class does not know
 * how segments are joined.
 */
final class LinkWalk {
  private final NetworkTopology topology;
  private final IsdAs destination;
  private final int maxCoreAses;
  private final Set<Way> found = new TreeSet<>();

  /** A link in the order of travel. */
  record Link(LinkType type, IsdAs from, long out, IsdAs to, long in) {}

  /** A sequence of links. */
  record Way(List<Link> links) implements Comparable<Way> {
    Way {
      links = List.copyOf(links);
    }

    List<Link> ofType(LinkType type) {
      return links.stream().filter(link -> link.type() == type).toList();
    }

    /** {@return the route as hops, like {@code 1-11#0,2 1-12#3,0}} */
    String text() {
      StringBuilder text = new StringBuilder(links.getFirst().from() + "#0");
      for (Link link : links) {
        text.append(',')
            .append(link.out())
            .append(' ')
            .append(link.to())
            .append('#')
            .append(link.in());
      }
      return text.append(",0").toString();
    }

    @Override
    public int compareTo(Way other) {
      return text().compareTo(other.text());
    }
  }

  private LinkWalk(NetworkTopology topology, IsdAs destination, int maxCoreAses) {
    this.topology = topology;
    this.destination = destination;
    this.maxCoreAses = maxCoreAses;
  }

  /**
   * {@return the routes from one AS to another}
   *
   * @param maxCoreAses the maximum number of core ASes
   */
  static Set<Way> ways(NetworkTopology topology, IsdAs source, IsdAs destination, int maxCoreAses) {
    LinkWalk walk = new LinkWalk(topology, destination, maxCoreAses);
    walk.from(source, new ArrayList<>(), List.of(source));
    return walk.found;
  }

  private void from(IsdAs at, List<Link> links, List<IsdAs> seen) {
    if (at.equals(destination)) {
      found.add(new Way(links));
      return;
    }
    for (NetworkTopology.Interface end : topology.as(at).interfaces().values()) {
      Link link = new Link(end.linkType(), at, end.id(), end.neighbour(), end.remoteId());
      if (!seen.contains(link.to()) && mayFollow(links, link.type())) {
        List<Link> longer = new ArrayList<>(links);
        longer.add(link);
        List<IsdAs> more = new ArrayList<>(seen);
        more.add(link.to());
        from(link.to(), longer, more);
      }
    }
  }

  private boolean mayFollow(List<Link> links, LinkType next) {
    LinkType last = links.isEmpty() ? LinkType.PARENT : links.getLast().type();
    return switch (next) {
      case PARENT, PEER -> last == LinkType.PARENT;
      case CORE ->
          (last == LinkType.PARENT || last == LinkType.CORE)
              && new Way(links).ofType(LinkType.CORE).size() + 1 < maxCoreAses;
      case CHILD -> true;
    };
  }

  /** {@return whether a packet can take the route over segments with these routes} */
  static boolean isSupported(Way way, World.Routes routes) {
    List<Link> up = way.ofType(LinkType.PARENT);
    List<Link> core = way.ofType(LinkType.CORE);
    List<Link> down = way.ofType(LinkType.CHILD);
    List<List<Link>> ups = routes.up().stream().map(LinkWalk::against).toList();
    List<List<Link>> downs = routes.down().stream().map(LinkWalk::along).toList();
    if (!core.isEmpty()) {
      return routes.core().stream().map(LinkWalk::against).anyMatch(one -> isSame(one, core))
          && (up.isEmpty() || ups.stream().anyMatch(one -> isSame(one, up)))
          && (down.isEmpty() || downs.stream().anyMatch(one -> isSame(one, down)));
    }
    boolean peer = !way.ofType(LinkType.PEER).isEmpty();
    boolean upIsThere = ups.stream().anyMatch(one -> startsWith(one, up, peer));
    boolean downIsThere =
        downs.stream().anyMatch(one -> startsWith(one.reversed(), down.reversed(), peer));
    return (upIsThere || up.isEmpty() && !peer) && (downIsThere || down.isEmpty() && !peer);
  }

  private static boolean isSame(List<Link> one, List<Link> other) {
    return ends(one).equals(ends(other));
  }

  private static boolean startsWith(List<Link> all, List<Link> start, boolean withMore) {
    return all.size() >= start.size() + (withMore ? 1 : 0)
        && isSame(all.subList(0, start.size()), start);
  }

  private static List<String> ends(List<Link> links) {
    return links.stream()
        .map(link -> link.from() + "#" + link.out() + ">" + link.to() + "#" + link.in())
        .toList();
  }

  private static List<Link> along(Route route) {
    List<Link> links = new ArrayList<>();
    for (int i = 1; i < route.size(); i++) {
      Route.Step from = route.steps().get(i - 1);
      Route.Step to = route.steps().get(i);
      links.add(new Link(LinkType.CHILD, from.ia(), from.egress(), to.ia(), to.ingress()));
    }
    return links;
  }

  private static List<Link> against(Route route) {
    return along(route).reversed().stream()
        .map(link -> new Link(LinkType.PARENT, link.to(), link.in(), link.from(), link.out()))
        .toList();
  }
}
