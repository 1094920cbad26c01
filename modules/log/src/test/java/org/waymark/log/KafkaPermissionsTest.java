package org.waymark.log;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.waymark.log.LogSteps.append;
import static org.waymark.log.LogSteps.watched;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/** Tests what a log says about the permissions of its user, with a broker that checks them. */
@Timeout(value = 120, threadMode = ThreadMode.SEPARATE_THREAD)
class KafkaPermissionsTest {
  private static final Map<String, String> AUTHORIZER =
      Map.of(
          "authorizer.class.name",
          "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
          "allow.everyone.if.no.acl.found",
          "true");

  @TempDir private Path directory;

  @Test
  void userThatMayNotAppendIsToldSoBeforeItAppends() throws Exception {
    try (TestBroker broker = new TestBroker(directory, AUTHORIZER);
        KafkaWorld world = new KafkaWorld(broker, "acl")) {
      EventLog log = world.open();
      append(log, Topic.EVENTS, 1);
      assertFalse(mayNotAppend(watched(log)), "allowed so far");

      ResourcePattern events =
          new ResourcePattern(ResourceType.TOPIC, world.name(Topic.EVENTS), PatternType.LITERAL);
      // A topic with any rule is closed to everything that no rule allows.
      world
          .admin()
          .createAcls(
              List.of(
                  rule(events, AclOperation.ALL, AclPermissionType.ALLOW),
                  rule(events, AclOperation.WRITE, AclPermissionType.DENY)))
          .all()
          .get(30, SECONDS);
      LogState state = watched(log);
      while (!mayNotAppend(state)) {
        state = watched(log);
      }
      assertEquals(List.of(), state.trouble().stream().toList(), "the log can still be followed");
      assertTrue(state.reachable());
    }
  }

  private static boolean mayNotAppend(LogState state) {
    return state.warnings().stream()
        .anyMatch(warning -> warning.startsWith("this user may not append to acl.events at "));
  }

  private static AclBinding rule(
      ResourcePattern resource, AclOperation operation, AclPermissionType permission) {
    return new AclBinding(resource, new AccessControlEntry("User:*", "*", operation, permission));
  }
}
