package org.waymark.log.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class KafkaFailuresTest {
  @Test
  void timeoutIsToldWithoutTheCallsAndTimesOfTheClient() {
    for (String text :
        new String[] {
          "Timed out waiting for a node assignment. Call: listNodes",
          "Call(callName=listOffsets(api=LIST_OFFSETS), deadlineMs=1795902181122, tries=1) timed"
              + " out",
          "Topic waymark.1-11.events not present in metadata after 1000 ms."
        }) {
      assertEquals("no broker answered in time", KafkaFailures.reason(new TimeoutException(text)));
      assertEquals(
          "cannot reach the log at kafka:9092: no broker answered in time; start Kafka there or"
              + " correct the address of the log",
          KafkaFailures.unreachable(
                  "kafka:9092", new ExecutionException(new TimeoutException(text)))
              .getMessage());
    }
  }

  @Test
  void otherFailuresAreToldInTheirOwnWords() {
    assertEquals(
        "Cluster authorization failed.",
        KafkaFailures.reason(
            new KafkaException(
                "Failed to construct",
                new ClusterAuthorizationException("Cluster authorization failed."))));
  }
}
