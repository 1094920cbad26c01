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

  private static LogSurvey survey(int replicas, int insync, boolean inPassing) {
    return survey(replicas, TopicSettings.made(insync), inPassing);
  }

  private static LogSurvey survey(int replicas, Map<String, String> settings, boolean inPassing) {
    TopicView view = new TopicView("id", 1, replicas, settings, 0, new LogEnd(0, 0));
    return new LogSurvey(
        "somewhere:9092",
        new TopicNames("p"),
        "cluster",
        Arrays.stream(Topic.values()).collect(Collectors.toMap(Function.identity(), _ -> view)),
        inPassing);
  }
}
