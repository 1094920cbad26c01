package org.waymark.bench;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A bare Kafka log: a topic, a producer that waits for all acknowledgements and does not linger to
 * fill batches, and a consumer at the end of the topic, all with the settings of {@code
 * KafkaEventLog}. For use by one thread.
 */
final class RawLog implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(500);
  private static final int POLLS_UNTIL_LOST = 20;

  private final TopicPartition partition;
  private final Producer<byte[], byte[]> producer;
  private final Consumer<byte[], byte[]> consumer;

  /** Creates the topic. */
  RawLog(String bootstrapServers, String topic) throws InterruptedException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(topic, 1, (short) 1)
                      .configs(Map.of("message.timestamp.type", "LogAppendTime"))))
          .all()
          .get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("cannot create the topic " + topic, e.getCause());
    }
    partition = new TopicPartition(topic, 0);
    producer = producer(bootstrapServers);
    consumer = consumer(bootstrapServers);
    consumer.assign(List.of(partition));
    consumer.seekToBeginning(List.of(partition));
    producer.partitionsFor(topic);
  }

  private static Producer<byte[], byte[]> producer(String bootstrapServers) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", bootstrapServers);
    settings.put("acks", "all");
    settings.put("enable.idempotence", "true");
    settings.put("linger.ms", "0");
    settings.put("batch.size", Integer.toString(128 * 1024));
    settings.put("compression.type", "lz4");
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /**
   * Creates a consumer without a group, like the one with which a replica tails the log.
   *
   * @return the consumer
   */
  static Consumer<byte[], byte[]> consumer(String bootstrapServers) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", bootstrapServers);
    settings.put("auto.offset.reset", "none");
    settings.put("enable.auto.commit", "false");
    settings.put("max.partition.fetch.bytes", Integer.toString(8 * 1024 * 1024));
    settings.put("max.poll.records", "1000");
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** Appends a record, and returns once the consumer has received it. */
  void appendAndSee(byte[] key, byte[] value) {
    producer.send(new ProducerRecord<>(partition.topic(), partition.partition(), key, value));
    for (int polls = 0; polls < POLLS_UNTIL_LOST; polls++) {
      if (!consumer.poll(POLL).isEmpty()) {
        return;
      }
    }
    throw new InvalidRunException("a record appended to the bare topic never arrived");
  }

  @Override
  public void close() {
    producer.close();
    consumer.close();
  }
}
