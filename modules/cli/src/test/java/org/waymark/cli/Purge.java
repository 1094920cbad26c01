package org.waymark.cli;

import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Removes records from topics, as retention does. */
public final class Purge {
  private Purge() {}

  /**
   * Appends an unreadable record and then removes it and all records before it. {@return the offset
   * at which the topic begins afterwards}
   */
  public static long everything(String bootstrapServers, String topic)
      throws ExecutionException, InterruptedException {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      long end = producer.send(new ProducerRecord<>(topic, 0, null, new byte[0])).get().offset();
      before(bootstrapServers, topic, end + 1);
      return end + 1;
    }
  }

  /** Removes the records before an offset. */
  public static void before(String bootstrapServers, String topic, long offset)
      throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      admin
          .deleteRecords(Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(offset)))
          .all()
          .get();
    }
  }
}
