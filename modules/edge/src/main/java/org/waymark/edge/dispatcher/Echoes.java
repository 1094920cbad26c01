package org.waymark.edge.dispatcher;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.waymark.wire.packet.ScmpInfo;

/**
 * Remembers which application sent which echo request, because the reply contains no port. If there
 * are more than {@value #MAX} requests, the oldest request is forgotten.
 *
 * <p>Safe for use by several threads.
 */
final class Echoes {
  static final int MAX = 1_024;

  private final Map<ScmpInfo.Echo, Application> asked = new LinkedHashMap<>();

  /**
   * Remembers the sender of a request, unless another application has already sent an equal
   * request.
   */
  synchronized void asked(ScmpInfo.Echo echo, Application application) {
    asked.putIfAbsent(echo, application);
    if (asked.size() > MAX) {
      asked.remove(asked.keySet().iterator().next());
    }
  }

  /**
   * Looks up and forgets the sender of the request that the given reply answers.
   *
   * @return the sender
   */
  synchronized Optional<Application> answered(ScmpInfo.Echo echo) {
    return Optional.ofNullable(asked.remove(echo));
  }

  /** Forgets all requests of an application. */
  synchronized void remove(Application application) {
    asked.values().removeIf(application::equals);
  }
}
