package org.waymark.world;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.waymark.edge.config.Topology;
import org.waymark.segment.AsInterface;

/**
 * The links of a world, and whether each of them is cut. A link can be found by the interface at
 * either end.
 *
 * <p>Not thread-safe: {@link World} serializes the calls.
 */
final class LinkStates {
  private final Links underlay;
  private final Map<AsInterface, Link> linkOf = new HashMap<>();

  private static final class Link {
    private final AsInterface end;
    private final AsInterface other;
    private final Topology.LinkType linkType;
    private final InetSocketAddress address;
    private boolean cut;

    Link(
        AsInterface end, AsInterface other, Topology.LinkType linkType, InetSocketAddress address) {
      this.end = end;
      this.other = other;
      this.linkType = linkType;
      this.address = address;
    }
  }

  /**
   * Finds the links between the ASes of a plan, none of which is cut.
   *
   * @param underlay the network over which the datagrams of the links are sent
   */
  LinkStates(WorldPlan plan, Links underlay) {
    this.underlay = underlay;
    Map<InetSocketAddress, AsInterface> ends = new HashMap<>();
    eachInterface(plan, (end, one) -> one.link().ifPresent(link -> ends.put(link.local(), end)));
    eachInterface(
        plan,
        (end, one) ->
            one.link()
                .filter(link -> ends.containsKey(link.remote()))
                .ifPresent(
                    link -> {
                      AsInterface other = ends.get(link.remote());
                      Link known = linkOf.get(other);
                      linkOf.put(
                          end,
                          known == null
                              ? new Link(end, other, one.linkType(), link.local())
                              : known);
                    }));
  }

  private static void eachInterface(
      WorldPlan plan, BiConsumer<AsInterface, Topology.Interface> visitor) {
    plan.ases()
        .forEach(
            (ia, as) ->
                as.site()
                    .topology()
                    .interfaces()
                    .forEach((id, one) -> visitor.accept(new AsInterface(ia, id), one)));
  }

  /**
   * Cuts a link.
   *
   * @param end either end of the link
   * @throws WorldException if there is no link at the interface, or it is already cut
   */
  void cut(AsInterface end) throws WorldException {
    Link link = link(end);
    if (link.cut) {
      throw new WorldException("the link at " + end + " is already cut");
    }
    link.cut = true;
    underlay.cut(link.address);
  }

  /**
   * Restores a link that was cut.
   *
   * @param end either end of the link
   * @throws WorldException if there is no link at the interface, or it is not cut
   */
  void restore(AsInterface end) throws WorldException {
    Link link = link(end);
    if (!link.cut) {
      throw new WorldException("the link at " + end + " is not cut");
    }
    link.cut = false;
    underlay.restore(link.address);
  }

  private Link link(AsInterface end) throws WorldException {
    Link link = linkOf.get(end);
    if (link == null) {
      throw new WorldException("there is no link at " + end);
    }
    return link;
  }

  /** {@return the status of every link, ordered by the end with the lower address} */
  List<WorldStatus.Link> status() {
    List<WorldStatus.Link> status = new ArrayList<>();
    new TreeMap<>(linkOf)
        .forEach(
            (end, link) -> {
              if (end.equals(link.end)) {
                status.add(new WorldStatus.Link(link.end, link.other, link.linkType, link.cut));
              }
            });
    return status;
  }
}
