package org.waymark.world.router;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.waymark.segment.Revocation;
import org.waymark.wire.Decoded;
import org.waymark.wire.message.InterfaceState;
import org.waymark.wire.message.InterfaceStateInfos;

/**
 * The own interfaces that the beacon server says are dead, with what proves it. Callable from any
 * thread.
 */
final class RevokedInterfaces {
  private final Map<Integer, Revocation> dead = new ConcurrentHashMap<>();

  /**
   * Takes over what a beacon server tells.
   *
   * @param known the interfaces of the AS: others are passed over
   */
  void take(InterfaceStateInfos infos, Set<Integer> known) {
    for (Decoded<InterfaceState> decoded : infos.states()) {
      decoded
          .asOptional()
          .filter(state -> state.interfaceId() > 0 && state.interfaceId() <= 4_095)
          .filter(state -> known.contains((int) state.interfaceId()))
          .ifPresent(this::take);
    }
  }

  private void take(InterfaceState state) {
    int id = (int) state.interfaceId();
    if (state.active()) {
      dead.remove(id);
    } else {
      state.revocation().ifPresent(revocation -> dead.put(id, revocation));
    }
  }

  /** {@return what proves that the interface is dead; nothing while it lives} */
  Optional<Revocation> of(int interfaceId) {
    return Optional.ofNullable(dead.get(interfaceId));
  }

  /** {@return the dead interfaces with the latest revocation of each} */
  SortedMap<Integer, Revocation> all() {
    return Collections.unmodifiableSortedMap(new TreeMap<>(dead));
  }
}
