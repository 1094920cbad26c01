package org.waymark.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
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
    assertEquals(3, LogCheck.verify(survey(2, 2, false), Map.of()).size());
    assertEquals(3, LogCheck.verify(survey(3, 1, false), Map.of()).size());
  }

  @Test
  void brokersThatMakeTopicsInPassingAreAWarning() {
    List<String> warnings = LogCheck.verify(survey(3, 2, true), Map.of());
    assertEquals(1, warnings.size());
    assertTrue(warnings.getFirst().contains("auto.create.topics.enable=false"));
  }

  private static LogSurvey survey(int replicas, int insync, boolean inPassing) {
    TopicView view =
        new TopicView("id", 1, replicas, LogSettings.made(insync), 0, new LogEnd(0, 0));
    return new LogSurvey(
        "somewhere:9092",
        new TopicNames("p"),
        "cluster",
        Arrays.stream(Topic.values()).collect(Collectors.toMap(Function.identity(), _ -> view)),
        inPassing);
  }
}
