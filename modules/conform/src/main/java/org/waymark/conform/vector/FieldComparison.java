package org.waymark.conform.vector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Compares recorded fields with the fields of this implementation, both in {@link RecordedForm}.
 *
 * <p>An omitted field equals one with the default value of its type, because Cap'n Proto cannot
 * distinguish the two.
 */
public final class FieldComparison {
  private final Findings findings;

  public FieldComparison(Findings findings) {
    this.findings = findings;
  }

  /**
   * Adds every difference to the findings.
   *
   * @param path the name of the compared part, for messages
   */
  public void compare(String path, JsonNode expected, JsonNode actual) {
    if (actual.equals(RecordedForm.SKIPPED)) {
      return;
    }
    Optional<Long> number = VectorCase.number(expected);
    if (number.isPresent() && number.equals(VectorCase.number(actual))) {
      return;
    }
    if (number.isPresent()) {
      findings.same(path, expected, actual);
    } else if (expected.isObject() && actual.isObject()) {
      TreeSet<String> names = new TreeSet<>();
      expected.fieldNames().forEachRemaining(names::add);
      actual.fieldNames().forEachRemaining(names::add);
      for (String name : names) {
        compareMember(path + "." + name, expected.get(name), actual.get(name));
      }
    } else if (expected.isArray() && actual.isArray() && expected.size() == actual.size()) {
      for (int i = 0; i < expected.size(); i++) {
        compare(path + "[" + i + "]", expected.get(i), actual.get(i));
      }
    } else {
      findings.same(path, expected, actual);
    }
  }

  /** Compares the facts recorded in a case. Different cases record different facts. */
  public void compareRecorded(VectorCase vector, ObjectNode facts) {
    facts.properties().stream()
        .filter(fact -> vector.has(fact.getKey()))
        .forEach(fact -> compare(fact.getKey(), vector.node(fact.getKey()), fact.getValue()));
  }

  private void compareMember(String path, JsonNode expected, JsonNode actual) {
    if (expected != null && actual != null) {
      compare(path, expected, actual);
    } else if (expected == null ? !isDefault(actual) : !isDefault(expected)) {
      findings.same(path, expected, actual);
    }
  }

  private static boolean isDefault(JsonNode value) {
    if (value.isObject()) {
      return value.has("hex")
          ? value.get("hex").asText().isEmpty()
          : value.properties().stream().allMatch(member -> isDefault(member.getValue()));
    }
    return value.isArray() && value.isEmpty()
        || value.isBoolean() && !value.booleanValue()
        || value.isNumber() && value.decimalValue().compareTo(BigDecimal.ZERO) == 0;
  }
}
