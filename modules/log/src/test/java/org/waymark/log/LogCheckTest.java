package org.waymark.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class LogCheckTest {
  @Test
  void logOfThreeReplicasAndTwoInsyncHasNoWarning() {
    assertEquals(List.of(), LogCheck.verify(survey(3, 2, false), Map.of()));
  }

  @Test
  void fewerReplicasOrFewerInsyncIsAWarning() {
    assertEquals(1, LogCheck.verify(survey(2, 2, false), Map.of()).size());
    assertEquals(1, LogCheck.verify(survey(3, 1, false), Map.of()).size());
  }

  @Test
  void brokersThatMakeTopicsInPassingAreAWarning() {
    List<String> warnings = LogCheck.verify(survey(3, 2, true), Map.of());
    assertEquals(1, warnings.size());
    assertTrue(warnings.getFirst().contains("auto.create.topics.enable=false"));
  }

  @Test
  void retentionThatCannotBeReadIsAWarning() {
    for (String value : List.of("P7D", "", "9999999999999999999999")) {
      Map<String, String> settings = new HashMap<>(TopicSettings.made(2));
      settings.put(TopicSettings.RETENTION_MS, value);
      List<String> warnings = LogCheck.verify(survey(3, settings, false), Map.of());
      assertEquals(3, warnings.size(), warnings.toString());
      assertTrue(warnings.getFirst().contains("its retention.ms is " + value + ";"), value);
    }
    Map<String, String> untold = new HashMap<>(TopicSettings.made(2));
    untold.remove(TopicSettings.RETENTION_MS);
    assertTrue(
        LogCheck.verify(survey(3, untold, false), Map.of()).getFirst().contains("is unknown;"));
  }

  @Test
  void minInsyncReplicasThatCannotBeReadIsAWarning() {
    Map<String, String> settings = new HashMap<>(TopicSettings.made(2));
    settings.put(TopicSettings.MIN_INSYNC_REPLICAS, "two");
    List<String> warnings = LogCheck.verify(survey(3, settings, false), Map.of());
    assertTrue(warnings.getFirst().contains("min.insync.replicas=two"), warnings.toString());
  }

  @Test
  void topicThatRejectsLargeEventsIsAWarning() {
    Map<String, String> settings = new HashMap<>(TopicSettings.made(2));
    settings.put(TopicSettings.MAX_MESSAGE_BYTES, "1048576");
    assertEquals(List.of(), LogCheck.verify(survey(3, settings, false), Map.of()));
    settings.put(TopicSettings.MAX_MESSAGE_BYTES, "1048575");
    List<String> warnings = LogCheck.verify(survey(3, settings, false), Map.of());
    assertEquals(3, warnings.size(), warnings.toString());
    assertTrue(
        warnings
            .getFirst()
            .startsWith("topic p.events rejects events larger than 1048575 bytes (max.message.byt"),
        warnings.getFirst());
    assertTrue(
        warnings
            .getFirst()
            .endsWith(
                "kafka-configs.sh --bootstrap-server somewhere:9092 --alter --entity-type topics"
                    + " --entity-name p.events --add-config max.message.bytes=1048588"),
        warnings.getFirst());
  }

  @Test
  void topicThatThisUserMayNotWriteIsAWarning() {
    TopicView view = new TopicView("id", 1, 3, TopicSettings.made(2), false, 0, new LogEnd(0, 0));
    List<String> warnings = LogCheck.verify(survey(view, false), Map.of());
    assertEquals(1, warnings.size(), warnings.toString());
    assertEquals(
        "this user may not append to p.events, p.trust, p.audit at somewhere:9092, so nothing new"
            + " is recorded there; give this user permission to write (deploy/topics.sh)",
        warnings.getFirst());
  }

  private static LogSurvey survey(int replicas, int insync, boolean inPassing) {
    return survey(replicas, TopicSettings.made(insync), inPassing);
  }

  private static LogSurvey survey(int replicas, Map<String, String> settings, boolean inPassing) {
    return survey(new TopicView("id", 1, replicas, settings, true, 0, new LogEnd(0, 0)), inPassing);
  }

  private static LogSurvey survey(TopicView view, boolean inPassing) {
    return new LogSurvey(
        "somewhere:9092",
        new TopicNames("p"),
        "cluster",
        Arrays.stream(Topic.values()).collect(Collectors.toMap(Function.identity(), _ -> view)),
        inPassing);
  }
}
