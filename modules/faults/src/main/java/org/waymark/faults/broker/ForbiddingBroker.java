package org.waymark.faults.broker;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.apache.kafka.common.resource.ResourceType;
import org.waymark.faults.process.ProcessWorld;
import org.waymark.faults.process.ReplicaProcess;
import org.waymark.log.Topic;
import org.waymark.runtime.Waiting;

/**
 * The broker denies the replicas permission to write {@code .events}, or to read it, for some
 * seconds.
 */
final class ForbiddingBroker implements BrokerTrouble {
  private static final String ANYONE = "User:*";
  private static final String ANYWHERE = "*";
  private static final int SHORTEST_MS = 1_500;
  private static final int LONGEST_MS = 6_000;
  private static final long PATIENCE_S = 30;

  private int times;

  @Override
  public ProcessWorld.Brokers brokers() {
    return new ProcessWorld.Brokers(
        1,
        Map.of(
            "authorizer.class.name",
            "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            "allow.everyone.if.no.acl.found",
            "true"));
  }

  @Override
  public void happen(ProcessWorld world, List<ReplicaProcess> replicas, SplittableRandom random)
      throws Exception {
    AclOperation forbidden = times++ % 2 == 0 ? AclOperation.WRITE : AclOperation.READ;
    ResourcePattern events =
        new ResourcePattern(
            ResourceType.TOPIC, world.location().names().of(Topic.EVENTS), PatternType.LITERAL);
    try (Admin admin =
        Admin.create(Map.of("bootstrap.servers", world.brokers().bootstrapServers()))) {
      // A topic with any rule is closed to everything that no rule allows.
      admin
          .createAcls(
              List.of(
                  rule(events, AclOperation.ALL, AclPermissionType.ALLOW),
                  rule(events, forbidden, AclPermissionType.DENY)))
          .all()
          .get(PATIENCE_S, TimeUnit.SECONDS);
      Waiting.pause(Duration.ofMillis(random.nextInt(SHORTEST_MS, LONGEST_MS)));
      admin
          .deleteAcls(
              List.of(
                  new AclBindingFilter(
                      new ResourcePatternFilter(
                          events.resourceType(), events.name(), events.patternType()),
                      AccessControlEntryFilter.ANY)))
          .all()
          .get(PATIENCE_S, TimeUnit.SECONDS);
    }
    world.count("refusals", 1);
    world.count("refusals-" + forbidden, 1);
  }

  private static AclBinding rule(
      ResourcePattern resource, AclOperation operation, AclPermissionType permission) {
    return new AclBinding(
        resource, new AccessControlEntry(ANYONE, ANYWHERE, operation, permission));
  }
}
