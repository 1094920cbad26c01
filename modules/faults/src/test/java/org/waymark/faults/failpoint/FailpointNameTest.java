package org.waymark.faults.failpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.waymark.faults.instrumentation.FailpointPlace;

class FailpointNameTest {
  /** A method that was renamed or overloaded must not silently lose its place. */
  @ParameterizedTest
  @EnumSource(FailpointName.class)
  void placeIsInExactlyOneMethod(FailpointName name) throws IOException {
    FailpointPlace place = name.place();
    ClassModel type = ClassFile.of().parse(bytes(place.type()));
    assertEquals(
        1,
        type.methods().stream()
            .filter(method -> method.methodName().equalsString(place.method()))
            .count(),
        place.toString());
  }

  private static byte[] bytes(String type) throws IOException {
    try (InputStream file =
        FailpointNameTest.class.getResourceAsStream("/" + type.replace('.', '/') + ".class")) {
      return file.readAllBytes();
    }
  }

  @Test
  void placesAreDifferentAndEveryScenarioHasOne() {
    List<FailpointName> names = Arrays.asList(FailpointName.values());
    Set<FailpointPlace> places = new HashSet<>();
    names.forEach(name -> places.add(name.place()));
    assertEquals(names.size(), places.size());
    for (Scenario scenario : Scenario.values()) {
      assertTrue(names.stream().anyMatch(name -> name.scenario() == scenario), scenario.toString());
    }
  }
}
