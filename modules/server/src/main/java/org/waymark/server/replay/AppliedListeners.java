package org.waymark.server.replay;

import java.util.List;
import org.waymark.log.LogException;
import org.waymark.log.LogRecord;
import org.waymark.log.Topic;
import org.waymark.store.apply.Applied;

/**
 * Combines several listeners into one. They are called in the order of the list, each after the
 * previous one has returned.
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
  public void read(Topic topic, List<LogRecord> records) {
    inOrder.forEach(listener -> listener.read(topic, records));
  }

  @Override
  public void rebuilding() {
    inOrder.forEach(AppliedListener::rebuilding);
  }

  @Override
  public void lost(LogException.Discontinued lost) {
    inOrder.forEach(listener -> listener.lost(lost));
  }

  @Override
  public void tookOver() {
    inOrder.forEach(AppliedListener::tookOver);
  }
}
