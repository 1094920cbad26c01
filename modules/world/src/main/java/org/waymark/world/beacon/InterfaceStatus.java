package org.waymark.world.beacon;

import java.util.Optional;
import org.waymark.edge.config.Topology;
import org.waymark.segment.IsdAs;

/**
 * An interface as the beacon server of its AS sees it.
 *
 * @param remoteId the interface at the other end, once it was heard
 */
public record InterfaceStatus(
    int id, IsdAs neighbour, Topology.LinkType linkType, State state, Optional<Integer> remoteId) {

  /** Whether a link works. */
  public enum State {
    /** Nothing was heard of the neighbour yet, and not for long enough to call that silence. */
    UNHEARD,
    UP,
    /** Silent; revoked in every epoch. */
    DOWN
  }
}
