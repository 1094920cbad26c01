package org.waymark.log.kafka;

import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Creates the Kafka clients of a log, with {@link KafkaClientSettings}. */
record KafkaClients(KafkaClientSettings settings) {
  KafkaClients(KafkaLocation location) {
    this(new KafkaClientSettings(location));
  }

  Admin admin() {
    return made(settings.admin(), Admin::create);
  }

  Producer<byte[], byte[]> producer() {
    return made(
        settings.producer(),
        with -> new KafkaProducer<>(with, new ByteArraySerializer(), new ByteArraySerializer()));
  }

  /**
   * @param updates counts the metadata responses that this consumer has received
   */
  Consumer<byte[], byte[]> consumer(MetadataUpdates updates) {
    return consumer(settings.consumer(), updates);
  }

  Consumer<byte[], byte[]> groupMember(String group) {
    return consumer(settings.groupMember(group), new ByteArrayDeserializer());
  }

  private Consumer<byte[], byte[]> consumer(Map<String, Object> all, ByteArrayDeserializer values) {
    return made(all, with -> new KafkaConsumer<>(with, new ByteArrayDeserializer(), values));
  }

  private <T> T made(Map<String, Object> all, Function<Map<String, Object>, T> maker) {
    try {
      return maker.apply(all);
    } catch (KafkaException unusable) {
      throw KafkaFailures.unreachable(settings.location().bootstrapServers(), unusable);
    }
  }
}
