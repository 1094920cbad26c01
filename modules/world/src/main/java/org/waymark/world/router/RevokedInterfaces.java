package org.waymark.world.router;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.waymark.segment.IsdAs;
import org.waymark.segment.Revocation;
import org.waymark.wire.Decoded;
import org.waymark.wire.message.InterfaceState;
import org.waymark.wire.message.InterfaceStateInfos;

/**
 * The interfaces of the local AS that its beacon servers report as dead, with the corresponding
 * revocations. Callable from any thread.
 */
final class RevokedInterfaces {
  private final Map<Integer, Revocation> dead = new ConcurrentHashMap<>();

  private final IsdAs local;
  private final Set<Integer> known;

  /**
   * @param known the interfaces of the AS; reports on others are ignored
   */
  RevokedInterfaces(IsdAs local, Set<Integer> known) {
    this.local = local;
    this.known = known;
  }

  /** Updates the interfaces from the states received from a beacon server. */
  void take(InterfaceStateInfos infos) {
    for (Decoded<InterfaceState> decoded : infos.states()) {
      decoded
          .asOptional()
          .filter(state -> state.interfaceId() == (int) state.interfaceId())
          .filter(state -> known.contains((int) state.interfaceId()))
          .ifPresent(this::take);
    }
  }

  private void take(InterfaceState state) {
    int id = (int) state.interfaceId();
    if (state.active()) {
      dead.remove(id);
    } else {
      state
          .revocation()
          .filter(revocation -> isOf(revocation, id))
          .ifPresent(revocation -> dead.merge(id, revocation, RevokedInterfaces::later));
    }
  }

  private boolean isOf(Revocation revocation, int id) {
    return revocation.ia().equals(local)
        && revocation.interfaceId() == id
        && revocation.fault().isEmpty();
  }

  /**
   * Chooses the later revocation, because messages can overtake each other, and a revocation of a
   * past epoch has no effect.
   */
  private static Revocation later(Revocation held, Revocation told) {
    return told.epoch() >= held.epoch() ? told : held;
  }

  /** {@return the revocation of an interface; empty while the interface is alive} */
  Optional<Revocation> of(int interfaceId) {
    return Optional.ofNullable(dead.get(interfaceId));
  }

  /** {@return the dead interfaces, with the latest revocation of each} */
  SortedMap<Integer, Revocation> all() {
    return Collections.unmodifiableSortedMap(new TreeMap<>(dead));
  }
}
