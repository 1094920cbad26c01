package org.waymark.world.beacon;

import java.util.Optional;
import org.waymark.edge.config.Topology;
import org.waymark.segment.IsdAs;

/**
 * An interface as the beacon server of its AS sees it.
 *
 * @param remoteId the interface at the other end, once a keepalive has named it
 */
public record InterfaceStatus(
    int id, IsdAs neighbour, Topology.LinkType linkType, State state, Optional<Integer> remoteId) {

  /** Whether the link works. */
  public enum State {
    /** No keepalive has arrived since the start, but not for long enough to count as silence. */
    UNHEARD,
    UP,
    /** Silent, and revoked in every epoch. */
    DOWN
  }
}
