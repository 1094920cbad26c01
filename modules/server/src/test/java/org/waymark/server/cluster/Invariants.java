package org.waymark.server.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.waymark.log.Topic;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.Revocation;
import org.waymark.wire.message.RevocationNotice;
import org.waymark.wire.message.SegmentReply;
import org.waymark.wire.message.SegmentRequest;

/** The invariants of every run of a cluster, regardless of what happened in it. */
final class Invariants {
  /**
   * The forwarding of a revocation to an AS.
   *
   * @param by the AS or replica that forwarded it
   */
  private record HandedOn(Object by, IsdAs to, Revocation revocation) {}

  /** A request to an AS. */
  private record Question(IsdAs of, InetSocketAddress by, long id) {}

  private Invariants() {}

  /**
   * Checks that no replica answers with a segment killed by a revocation that the replica had
   * already applied.
   */
  static void revokedIsNeverServed(Cluster cluster) {
    Map<IsdAs, List<SortedMap<Long, Revocation>>> revocations = new HashMap<>();
    cluster.ases().forEach(as -> revocations.put(as.ia(), as.revocationsByHistory()));
    cluster
        .journal()
        .answers()
        .forEach(
            answer -> {
              if (answer.payload().message() instanceof SegmentReply reply) {
                for (Revocation one :
                    revocations
                        .get(answer.from())
                        .get(answer.history())
                        .headMap(answer.applied())
                        .values()) {
                  List<PathSegment> served = Cluster.segments(reply);
                  assertTrue(
                      answer.atMs() >= one.expiryMs()
                          || served.stream().noneMatch(segment -> kills(one, segment)),
                      () -> one + " was applied by " + answer);
                }
              }
            });
  }

  /**
   * Checks that no replica answers with a segment killed by a revocation that the replica has
   * forwarded. A forwarded revocation has been considered proven, and recorded or held while the
   * log is away. The exception is a record that the log has lost.
   *
   * @return the number of checked answers
   */
  static int handedOnIsNeverServed(Cluster cluster) {
    Map<String, List<Journal.Sent>> handedOn =
        cluster
            .journal()
            .sent()
            .filter(one -> one.message() instanceof RevocationNotice)
            .collect(Collectors.groupingBy(Journal.Sent::replica));
    int[] looked = new int[1];
    cluster
        .journal()
        .answers()
        .forEach(
            answer -> {
              if (answer.payload().message() instanceof SegmentReply reply) {
                for (Journal.Sent sent : handedOn.getOrDefault(answer.replica(), List.of())) {
                  Revocation one = ((RevocationNotice) sent.message()).revocation();
                  if (sent.history() == answer.history()
                      && sent.atMs() < answer.atMs()
                      && answer.atMs() < one.expiryMs()) {
                    looked[0]++;
                    assertTrue(
                        Cluster.segments(reply).stream().noneMatch(segment -> kills(one, segment)),
                        () -> one + " was handed on before " + answer);
                  }
                }
              }
            });
    return looked[0];
  }

  static boolean kills(Revocation revocation, PathSegment segment) {
    return segment.hops().stream()
        .anyMatch(
            hop ->
                hop.ia().equals(revocation.ia())
                    && hop.uses(revocation.interfaceId())
                    && revocation.provingSide(hop.root()).isPresent());
  }

  /**
   * Checks that an AS forwards each revocation at most once to each core AS.
   *
   * @return the number of forwarded revocations
   */
  static int revocationsAreHandedOnOnce(Cluster cluster) {
    return handedOnOnce(cluster, Journal.Sent::from, (earlier, later) -> false);
  }

  /**
   * Checks that a replica forwards each revocation at most once to each core AS, regardless of
   * other replicas of its AS that may not know of it, and once more after its log has lost the
   * record. The store that is then rebuilt from the log cannot distinguish the revocation from a
   * new one. It is therefore recorded again, and everything recorded has to be forwarded.
   *
   * @return the number of forwarded revocations
   */
  static int replicasHandRevocationsOnOnce(Cluster cluster) {
    return handedOnOnce(
        cluster,
        Journal.Sent::replica,
        (earlier, later) ->
            cluster
                .as(earlier.from().toString())
                .revocationsByHistory()
                .subList(earlier.history(), later.history())
                .stream()
                .anyMatch(
                    lost ->
                        lost.containsValue(((RevocationNotice) earlier.message()).revocation())));
  }

  /**
   * @param mayFollow whether the second message may repeat the revocation of the first one
   */
  private static int handedOnOnce(
      Cluster cluster,
      Function<Journal.Sent, Object> by,
      BiPredicate<Journal.Sent, Journal.Sent> mayFollow) {
    Map<HandedOn, List<Journal.Sent>> handedOn =
        cluster
            .journal()
            .sent()
            .filter(one -> one.message() instanceof RevocationNotice)
            .collect(
                Collectors.groupingBy(
                    one ->
                        new HandedOn(
                            by.apply(one),
                            one.to(),
                            ((RevocationNotice) one.message()).revocation())));
    handedOn.forEach(
        (one, all) -> {
          for (int i = 1; i < all.size(); i++) {
            assertTrue(
                mayFollow.test(all.get(i - 1), all.get(i)),
                () -> one + " was handed on " + all.size() + " times");
          }
        });
    return handedOn.size();
  }

  /**
   * Checks that no requester is answered more often than its datagrams arrived: twice per datagram
   * by a core AS, which may find more two seconds later (PROTOCOL 6.2), and once by other ASes.
   *
   * @return the number of answers
   */
  static long answersAreAskedFor(Cluster cluster) {
    Map<Question, Long> asked =
        cluster
            .journal()
            .arrivals()
            .filter(one -> one.payload().message() instanceof SegmentRequest)
            .map(one -> new Question(one.at(), one.from(), one.payload().requestId()))
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    Map<Question, Long> answered =
        cluster
            .journal()
            .answers()
            .filter(one -> one.payload().message() instanceof SegmentReply)
            .map(one -> new Question(one.from(), one.to(), one.payload().requestId()))
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    answered.forEach(
        (question, times) -> {
          long atMost =
              asked.getOrDefault(question, 0L) * (cluster.topology().isCore(question.of()) ? 2 : 1);
          assertTrue(times <= atMost, () -> question + " was answered " + times + " times");
        });
    return answered.values().stream().mapToLong(Long::longValue).sum();
  }

  /**
   * Checks that running replicas with nothing left to apply have equal stores, and that none of
   * them has ever found a difference.
   */
  static void replicasAgree(Cluster cluster) {
    replicasEqual(cluster);
    for (ClusterReplica replica : cluster.live()) {
      assertEquals(0, replica.count("waymark.digest.differences"), replica.id());
    }
  }

  /** Checks that running replicas with nothing left to apply have equal stores. */
  static void replicasEqual(Cluster cluster) {
    // A segment that is applied may cause a waiting revocation to be recorded.
    cluster.live().forEach(ClusterReplica::apply);
    cluster.live().forEach(ClusterReplica::apply);
    for (ClusterAs as : cluster.ases()) {
      for (Topic topic : List.of(Topic.EVENTS, Topic.TRUST)) {
        for (ClusterReplica replica : as.live()) {
          assertTrue(replica.isReady(), replica.id());
          assertEquals(
              as.log().end(topic).nextOffset(),
              replica.store().position(topic).orElseThrow().nextOffset(),
              replica.id());
          assertEquals(
              as.live().getFirst().store().digest(topic),
              replica.store().digest(topic),
              replica.id());
        }
      }
    }
  }

  /** Checks that nothing is pending, parked, held, unproven, in progress or due. */
  static void nothingWaits(Cluster cluster) {
    for (ClusterReplica replica : cluster.live()) {
      for (String gauge :
          List.of(
              "waymark.requests.pending",
              "waymark.requests.waiting",
              "waymark.revocations.unproven",
              "waymark.segments.unsettled",
              "waymark.room.entries",
              "se_unverified_segs_total",
              "se_pending_trc_reqs",
              "se_pending_cert_reqs")) {
        assertEquals(0, replica.gauge(gauge), replica.id() + " " + gauge);
      }
    }
  }
}
