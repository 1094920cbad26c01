package org.waymark.log.kafka;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.waymark.log.LeaseTerm;

/**
 * The properties, such as those for TLS and SASL, with which the Kafka clients of a log are
 * created. Properties in the operator's configuration override the timeouts and other common
 * properties that Waymark sets, but not those on which the safety of the log depends, such as the
 * acknowledgements of a producer.
 */
record KafkaClientSettings(KafkaLocation location) {
  /** {@return the properties of an admin client} */
  Map<String, Object> admin() {
    Map<String, Object> all = common();
    all.putIfAbsent("default.api.timeout.ms", timeoutOf(all));
    return all;
  }

  /**
   * {@return the properties of a producer that requires acknowledgement from all in-sync replicas,
   * sends one request at a time and does not linger, gives up after a few seconds, and never blocks
   * its caller}
   */
  Map<String, Object> producer() {
    Map<String, Object> all = common();
    all.put("acks", "all");
    all.put("enable.idempotence", "true");
    all.put("linger.ms", "0");
    // An append is sent at once while no other is under way. Appends that arrive in the meantime
    // share the next request, and its compression, so that requests are larger the more is
    // appended. The broker would not begin the next request of a connection earlier anyway.
    all.put("max.in.flight.requests.per.connection", "1");
    all.put("batch.size", Integer.toString(128 * 1024));
    all.put("compression.type", "lz4");
    all.putIfAbsent("delivery.timeout.ms", timeoutOf(all));
    // When brokers cannot be reached or a topic has been deleted, the client discards its metadata.
    // Every append would then block its caller for this long.
    all.put("max.block.ms", "0");
    // Otherwise, after five minutes without appends to a topic, the client would discard its
    // metadata, and the next append would fail.
    all.put("metadata.max.idle.ms", Long.toString(Long.MAX_VALUE / 2));
    return all;
  }

  /**
   * {@return the properties of a consumer that belongs to no group and never chooses a position on
   * its own}
   */
  Map<String, Object> consumer() {
    Map<String, Object> all = common();
    all.put("auto.offset.reset", "none");
    all.put("enable.auto.commit", "false");
    all.put("allow.auto.create.topics", "false");
    all.put("fetch.min.bytes", "1");
    all.put("fetch.max.wait.ms", "500");
    all.put("max.partition.fetch.bytes", Integer.toString(8 * 1024 * 1024));
    all.put("max.poll.records", "1000");
    all.putIfAbsent("default.api.timeout.ms", timeoutOf(all));
    return all;
  }

  /**
   * {@return the properties of a consumer that joins a group only for its membership}
   *
   * <p>A joining member takes no partition from the others (cooperative assignment), and a member
   * that stops polling is removed within seconds. The consumer uses the classic group protocol,
   * because the newer protocol lets the brokers choose the session timeout.
   */
  Map<String, Object> groupMember(String group) {
    Map<String, Object> all = common();
    all.put("group.id", group);
    all.put("group.protocol", "classic");
    all.put("partition.assignment.strategy", CooperativeStickyAssignor.class.getName());
    all.put("session.timeout.ms", Long.toString(LeaseTerm.SESSION_MS));
    all.put("heartbeat.interval.ms", Long.toString(LeaseTerm.HEARTBEAT_MS));
    all.put("max.poll.interval.ms", Long.toString(2 * LeaseTerm.SESSION_MS));
    // The value must not be "none": a member without a position could not poll, and no position is
    // ever committed.
    all.put("auto.offset.reset", "latest");
    all.put("enable.auto.commit", "false");
    all.put("allow.auto.create.topics", "false");
    all.putIfAbsent("default.api.timeout.ms", timeoutOf(all));
    return all;
  }

  private Map<String, Object> common() {
    Map<String, Object> all = new HashMap<>();
    all.put("bootstrap.servers", location.bootstrapServers());
    // A name that does not resolve now may resolve later, so the client keeps trying.
    all.put("bootstrap.resolve.timeout.ms", Long.toString(Long.MAX_VALUE / 2));
    all.put("request.timeout.ms", timeout(location.timeoutMs() / 2));
    all.put("reconnect.backoff.max.ms", "250");
    all.put("retry.backoff.max.ms", "250");
    all.put("enable.metrics.push", "false");
    all.putAll(location.client());
    return all;
  }

  /**
   * {@return the timeout of a whole operation, which is at least the timeout of one request} Kafka
   * rejects settings with a shorter timeout.
   */
  private String timeoutOf(Map<String, Object> all) {
    String request = (String) all.get("request.timeout.ms");
    try {
      return timeout(Math.max(location.timeoutMs(), Long.parseLong(request)));
    } catch (NumberFormatException malformed) {
      // Kafka says so when it is given the value.
      return timeout(location.timeoutMs());
    }
  }

  private static String timeout(long ms) {
    return Long.toString(Math.max(ms, 1));
  }
}
