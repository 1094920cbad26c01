package org.waymark.world.beacon;

import java.util.Optional;
import org.waymark.edge.config.Topology;
import org.waymark.segment.IsdAs;

/**
 * The status of an interface from the viewpoint of the beacon server of its AS.
 *
 * @param remoteId the interface at the other end; empty until a keepalive has named it
 */
public record InterfaceStatus(
    int id, IsdAs neighbour, Topology.LinkType linkType, State state, Optional<Integer> remoteId) {

  /** The state of a link. */
  public enum State {
    /**
     * No keepalive has arrived since the start, but not enough time has passed to consider the
     * interface silent.
     */
    UNHEARD,
    UP,
    /** The interface is silent and is therefore revoked in every epoch. */
    DOWN
  }
}
