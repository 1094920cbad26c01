package org.waymark.server.replay;

import java.util.List;
import org.waymark.log.Topic;
import org.waymark.store.apply.Applied;

/**
 * Several listeners as one. They are called one after the other, in the order of the list, and a
 * listener is called when the one before it has returned.
 */
public final class AppliedListeners implements AppliedListener {
  private final List<AppliedListener> inOrder;

  public AppliedListeners(List<AppliedListener> inOrder) {
    this.inOrder = List.copyOf(inOrder);
  }

  @Override
  public void applied(Topic topic, List<Applied> batch) {
    inOrder.forEach(listener -> listener.applied(topic, batch));
  }

  @Override
  public void rebuilding() {
    inOrder.forEach(AppliedListener::rebuilding);
  }
}
