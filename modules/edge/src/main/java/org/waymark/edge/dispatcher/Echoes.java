package org.waymark.edge.dispatcher;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.waymark.wire.packet.ScmpInfo;

/**
 * Who asked for which echo: the reply names no port. Of more than {@value #MAX} the oldest is
 * forgotten.
 *
 * <p>Safe for use by several threads.
 */
final class Echoes {
  static final int MAX = 1_024;

  private final Map<ScmpInfo.Echo, Application> asked = new LinkedHashMap<>();

  /** An application sent a request; an equal one of another application stays that one's. */
  synchronized void asked(ScmpInfo.Echo echo, Application application) {
    asked.putIfAbsent(echo, application);
    if (asked.size() > MAX) {
      asked.remove(asked.keySet().iterator().next());
    }
  }

  /** {@return who asked, who is then forgotten} */
  synchronized Optional<Application> answered(ScmpInfo.Echo echo) {
    return Optional.ofNullable(asked.remove(echo));
  }

  /** Forgets all that an application asked. */
  synchronized void remove(Application application) {
    asked.values().removeIf(application::equals);
  }
}
