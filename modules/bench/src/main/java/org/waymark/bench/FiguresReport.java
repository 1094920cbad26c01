package org.waymark.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;

/**
 * The figures of a run, with the conditions under which they were measured.
 *
 * @param quick whether it was a quick run, which does less work
 */
record FiguresReport(List<Figures> all, boolean quick) {
  /** The system property with the commit of the tree that is measured. */
  private static final String COMMIT = "org.waymark.bench.commit";

  FiguresReport {
    all = List.copyOf(all);
  }

  /** {@return whether every goal was met} */
  boolean goalsMet() {
    return all.stream().allMatch(Figures::goalMet);
  }

  String text() {
    StringBuilder text = new StringBuilder();
    for (Figures figures : all) {
      text.append(figures.headline()).append('\n');
      for (Figures.Figure figure : figures.all()) {
        text.append(String.format(Locale.ROOT, "  %-30s %12.3f%n", figure.key(), figure.value()));
      }
    }
    return text.append(conditions()).toString();
  }

  private String conditions() {
    return String.format(
        Locale.ROOT,
        "%s run, %d processors, JDK %s, load average %.1f",
        quick ? "quick" : "full",
        Runtime.getRuntime().availableProcessors(),
        Runtime.version(),
        loadAverage());
  }

  private static double loadAverage() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }

  /** {@return the figures as one line} */
  String json() throws IOException {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("commit", System.getProperty(COMMIT, "unknown"));
    root.put(
        "machine",
        String.join(
            " ",
            System.getProperty("os.name"),
            System.getProperty("os.version"),
            System.getProperty("os.arch")));
    root.put("quick", quick);
    root.put("processors", Runtime.getRuntime().availableProcessors());
    root.put("jdk", Runtime.version().toString());
    root.put("loadAverage", loadAverage());
    ObjectNode benchmarks = root.putObject("benchmarks");
    for (Figures figures : all) {
      ObjectNode one = benchmarks.putObject(figures.name());
      one.put("headline", figures.headline());
      one.put("goalMet", figures.goalMet());
      figures.all().forEach(figure -> one.put(figure.key(), figure.value()));
    }
    return new ObjectMapper().writeValueAsString(root);
  }
}
