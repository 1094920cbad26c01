package org.waymark.log.kafka;

import org.apache.kafka.common.ClusterResource;
import org.apache.kafka.common.ClusterResourceListener;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Counts the metadata responses that a consumer has received. A consumer does not report that its
 * topic was deleted and created again. However, it must ask for the new topic id before it can
 * fetch from the new topic, and Kafka notifies a deserializer of every answer.
 *
 * <p>Updates may be counted and read by different threads.
 */
public final class MetadataUpdates extends ByteArrayDeserializer
    implements ClusterResourceListener {
  private volatile long count;

  /** {@return the number of responses so far} */
  long count() {
    return count;
  }

  /** Called by the consumer, before it uses the new metadata, and by one thread at a time. */
  @Override
  public void onUpdate(ClusterResource cluster) {
    count = count + 1;
  }
}
