package org.waymark.log.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.log.Lease;
import org.waymark.log.LeaseTerm;
import org.waymark.log.LogException;
import org.waymark.runtime.Clock;
import org.waymark.runtime.LastingTrouble;

/**
 * A lease implemented as membership in a consumer group: the member to which the partition of
 * {@code .events} is assigned holds the lease. The member pauses the partition and commits nothing.
 *
 * <p>One thread polls, which maintains the membership and reports changes. A consumer does not
 * notice on its own that the coordinator has disappeared, so a {@link LeaseTerm} limits the time
 * for which the lease is held without an answered heartbeat. Each attempt uses a new consumer.
 * Giving the lease back therefore means leaving the group, and every failure has the same outcome:
 * the lease is not held, and a new attempt begins.
 */
final class KafkaLease implements Lease {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaLease.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration CLOSE_AT_MOST = Duration.ofSeconds(1);
  private static final long RETRY_MS = 1_000;

  private final Supplier<Consumer<byte[], byte[]>> members;
  private final String group;
  private final TopicPartition partition;
  private final Clock clock;
  private final LeaseTerm term;
  private final LastingTrouble lasting;
  private final Thread thread;
  private volatile boolean competing;
  private volatile boolean killed;
  private boolean closed;

  /**
   * @param members creates a member of the group for each attempt
   */
  KafkaLease(
      Supplier<Consumer<byte[], byte[]>> members,
      String group,
      TopicPartition partition,
      Clock clock) {
    this.members = members;
    this.group = group;
    this.partition = partition;
    this.clock = clock;
    this.term = new LeaseTerm(clock);
    this.lasting = new LastingTrouble(clock);
    this.thread = Thread.ofPlatform().daemon().name("waymark-lease").start(this::run);
  }

  @Override
  public boolean isHeld() {
    return competing && term.runs();
  }

  @Override
  public void compete() {
    change(true);
  }

  @Override
  public void giveBack() {
    change(false);
  }

  @Override
  public void close() {
    end();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        // The thread ends within a poll; the log must not be closed while it runs.
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void kill() {
    killed = true;
    close();
  }

  private synchronized void end() {
    closed = true;
    change(false);
  }

  private synchronized void change(boolean nowCompeting) {
    competing = nowCompeting && !closed;
    notifyAll();
  }

  private void run() {
    try {
      while (awaitCompeting()) {
        competeOnce();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Waits until the member should compete, or until the lease is closed.
   *
   * @return whether the member should compete
   */
  private synchronized boolean awaitCompeting() throws InterruptedException {
    while (!competing && !closed) {
      wait();
    }
    return !closed;
  }

  private void competeOnce() throws InterruptedException {
    try {
      poll(members.get());
    } catch (KafkaException | LogException failed) {
      if (lasting.isDue(failed.getClass())) {
        LOG.warn("Cannot compete for lease {}: {}; trying again", group, failed.getMessage());
      }
      pause();
    } catch (RuntimeException fault) {
      // This should not happen, but a replica whose lease thread has died would never hold the
      // lease again.
      if (lasting.isDue(fault.getClass())) {
        LOG.error("Unexpected fault while competing for lease {}; trying again", group, fault);
      }
      pause();
    } finally {
      term.end();
    }
  }

  private synchronized void pause() throws InterruptedException {
    if (competing) {
      wait(RETRY_MS);
    }
  }

  private void poll(Consumer<byte[], byte[]> consumer) {
    try {
      Metric heartbeats = heartbeats(consumer);
      Member member = new Member(consumer);
      consumer.subscribe(List.of(partition.topic()), member);
      while (competing) {
        member.pollNs = clock.monotonicNs();
        consumer.poll(POLL);
        term.heard((double) heartbeats.metricValue(), member.pollNs);
      }
    } finally {
      consumer.close(
          CloseOptions.timeout(CLOSE_AT_MOST).withGroupMembershipOperation(membershipAfterwards()));
    }
  }

  /**
   * {@return whether to leave the group when the consumer is closed} The group keeps a killed
   * member until its session times out.
   */
  private GroupMembershipOperation membershipAfterwards() {
    return killed ? GroupMembershipOperation.REMAIN_IN_GROUP : GroupMembershipOperation.LEAVE_GROUP;
  }

  /**
   * Receives the group's decisions about this member. Methods are called during a poll, on the
   * polling thread.
   */
  private final class Member implements ConsumerRebalanceListener {
    private final Consumer<byte[], byte[]> consumer;
    private long pollNs;

    Member(Consumer<byte[], byte[]> consumer) {
      this.consumer = consumer;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
      consumer.pause(assigned);
      if (assigned.contains(partition)) {
        term.begin(pollNs);
        lasting.end();
        LOG.debug("Acquired lease {}", group);
      }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
      if (revoked.contains(partition)) {
        term.end();
        LOG.debug("Lost lease {}", group);
      }
    }
  }

  /**
   * {@return the metric that counts how many heartbeats of a consumer the coordinator has answered}
   */
  private static Metric heartbeats(Consumer<byte[], byte[]> consumer) {
    for (var metric : consumer.metrics().entrySet()) {
      MetricName name = metric.getKey();
      if (name.name().equals("heartbeat-total")
          && name.group().equals("consumer-coordinator-metrics")) {
        return metric.getValue();
      }
    }
    throw new IllegalStateException("this Kafka client does not count its heartbeats");
  }
}
