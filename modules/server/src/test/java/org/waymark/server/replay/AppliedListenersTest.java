package org.waymark.server.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.waymark.log.Topic;
import org.waymark.store.apply.Applied;

class AppliedListenersTest {
  private final List<String> calls = new ArrayList<>();

  private AppliedListener listener(String name) {
    return new AppliedListener() {
      @Override
      public void applied(Topic topic, List<Applied> batch) {
        calls.add(name + " " + topic.suffix());
      }

      @Override
      public void rebuilding() {
        calls.add(name + " rebuilding");
      }
    };
  }

  @Test
  void listenersAreCalledInTheirOrder() {
    AppliedListeners listeners =
        new AppliedListeners(List.of(listener("c"), listener("a"), listener("b")));
    listeners.applied(Topic.EVENTS, List.of());
    listeners.rebuilding();
    assertEquals(
        List.of("c events", "a events", "b events", "c rebuilding", "a rebuilding", "b rebuilding"),
        calls);
  }

  @Test
  void failureOfAListenerReachesTheFollowerAndThoseBehindItAreNotCalled() {
    AppliedListeners listeners =
        new AppliedListeners(
            List.of(
                listener("a"),
                (topic, batch) -> {
                  throw new IllegalStateException("told to fail");
                },
                listener("b")));
    assertThrows(IllegalStateException.class, () -> listeners.applied(Topic.TRUST, List.of()));
    assertEquals(List.of("a trust"), calls);
  }
}
