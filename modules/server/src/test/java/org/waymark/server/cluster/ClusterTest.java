package org.waymark.server.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentType;
import org.waymark.server.settings.ServerLimits;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.SegmentReply;
import org.waymark.wire.message.SegmentRequest;

/** Replicas of one AS, which share only their log. */
class ClusterTest {
  private static final IsdAs LOCAL = IsdAs.parse("1-12");
  private static final IsdAs CORE = IsdAs.parse("1-11");

  private final Cluster cluster = new Cluster(NetworkTopology.tiny(), 1, ServerLimits.DEFAULT);
  private final ClusterAs as = cluster.as("1-12");
  private final ClusterReplica first = as.start();
  private final ClusterReplica second = as.start();
  private final PathSegment segment = cluster.segment(cluster.topology().route("1-11", "1-12"));

  @AfterEach
  void noFaults() {
    assertEquals(List.of(), cluster.faults());
    cluster.close();
  }

  private List<ControlPayload> ask(ClusterReplica replica) {
    return replica.receive(new SegmentRequest(LOCAL, CORE, false, false));
  }

  private static List<PathSegment> segments(List<ControlPayload> answers) {
    return answers.stream()
        .flatMap(answer -> ((SegmentReply) answer.message()).records().records().stream())
        .map(record -> record.segment().orElseThrow())
        .toList();
  }

  @Test
  void whatOneReplicaTakesTheOtherServes() {
    cluster.run(1);
    as.register(SegmentType.UP, segment);
    cluster.run(1);
    assertEquals(List.of(segment), segments(ask(first)));
    assertEquals(List.of(segment), segments(ask(second)));
  }

  @Test
  void whatCameWhileAReplicaStoodStillItServesWhenItGoesOn() {
    cluster.run(1);
    second.standStill();
    as.register(SegmentType.UP, segment);
    cluster.run(5);
    second.goOn();
    cluster.run(1);
    assertEquals(List.of(segment), segments(ask(second)));
  }

  @Test
  void replicaThatDiedIsReplacedByOneThatReplaysTheLog() {
    cluster.run(1);
    as.register(SegmentType.UP, segment);
    first.kill();
    second.kill();
    ClusterReplica third = as.start();
    cluster.run(1);
    assertEquals(List.of(segment), segments(ask(third)));
  }
}
