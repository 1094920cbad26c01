package org.waymark.log.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.junit.jupiter.api.Test;
import org.waymark.log.LogException;
import org.waymark.log.TopicNames;

/** Tests how the operator's client properties combine with those of Waymark. */
class KafkaClientSettingsTest {
  private static KafkaLocation with(Map<String, String> client) {
    return new KafkaLocation("127.0.0.1:1", new TopicNames("test"), 4_000, client);
  }

  private static void createAll(KafkaLocation location) {
    KafkaClients clients = new KafkaClients(location);
    clients.admin().close(Duration.ZERO);
    clients.producer().close(Duration.ZERO);
    clients.consumer(new MetadataUpdates()).close(CloseOptions.timeout(Duration.ZERO));
    clients.groupMember("test").close(CloseOptions.timeout(Duration.ZERO));
  }

  @Test
  void timeoutsOfTheOperatorAreUsed() {
    KafkaClientSettings settings =
        new KafkaClientSettings(
            with(
                Map.of(
                    "request.timeout.ms", "15000",
                    "default.api.timeout.ms", "40000",
                    "delivery.timeout.ms", "20000")));
    assertEquals("40000", settings.admin().get("default.api.timeout.ms"));
    assertEquals("40000", settings.consumer().get("default.api.timeout.ms"));
    assertEquals("40000", settings.groupMember("test").get("default.api.timeout.ms"));
    assertEquals("20000", settings.producer().get("delivery.timeout.ms"));
    createAll(settings.location());
  }

  @Test
  void longerRequestTimeoutAloneIsUsed() {
    KafkaClientSettings settings =
        new KafkaClientSettings(with(Map.of("request.timeout.ms", "15000")));
    assertEquals("15000", settings.producer().get("delivery.timeout.ms"));
    createAll(settings.location());
  }

  @Test
  void acknowledgementsAreNotForTheOperatorToChoose() {
    assertEquals("all", new KafkaClientSettings(with(Map.of("acks", "0"))).producer().get("acks"));
  }

  @Test
  void appendsThatWaitShareTheNextRequestAndNoneLingers() {
    Map<String, Object> producer =
        new KafkaClientSettings(with(Map.of("linger.ms", "5"))).producer();
    assertEquals("0", producer.get("linger.ms"));
    assertEquals("1", producer.get("max.in.flight.requests.per.connection"));
  }

  @Test
  void malformedPropertyIsNotTakenForABrokerThatIsAway() {
    KafkaLocation location = with(Map.of("request.timeout.ms", "soon"));
    LogException refused = assertThrows(LogException.Unreachable.class, () -> createAll(location));
    assertTrue(refused.getMessage().contains("request.timeout.ms"), refused.getMessage());
    assertTrue(refused.getMessage().contains("correct the Kafka client properties"));
  }
}
