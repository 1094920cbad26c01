package org.waymark.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command that makes a report of runs. */
@Command(
    name = "report",
    description = {
      "Writes a report of runs: report.md, and one SVG plot for each benchmark with a ratio.",
      "The lines of the file tried.txt in the same folder, what did not help, become part of it."
    },
    footer = "  bench report runs.jsonl --into deploy/bench")
final class ReportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "FILE",
      description = "A file with one line for each run, oldest first, from bench --json.")
  private Path file;

  @Option(
      names = "--into",
      required = true,
      paramLabel = "DIR",
      description = "The folder of the report, which exists.")
  private Path folder;

  @Override
  public Integer call() throws IOException {
    Map<String, List<JsonNode>> runs = runs();
    StringBuilder report = new StringBuilder("# Benchmarks\n\nThe newest run of each.\n\n");
    report.append("| benchmark | result | goal met | commit | machine |\n|---|---|---|---|---|\n");
    StringBuilder plots = new StringBuilder();
    for (Map.Entry<String, List<JsonNode>> one : runs.entrySet()) {
      JsonNode run = one.getValue().getLast();
      JsonNode figures = figures(run, one.getKey());
      report.append(
          String.format(
              Locale.ROOT,
              "| %s | %s | %s | %s%s | %s, JDK %s |%n",
              one.getKey(),
              cell(figures.path("headline")),
              figures.path("goalMet").asBoolean() ? "yes" : "no",
              cell(run.path("commit")),
              run.path("quick").asBoolean() ? ", quick" : "",
              cell(run.path("machine")),
              cell(run.path("jdk"))));
      RatioPlot plot =
          RatioPlot.of(one.getValue().stream().map(each -> figures(each, one.getKey())).toList());
      if (!plot.isEmpty()) {
        Files.writeString(folder.resolve(one.getKey() + ".svg"), plot.svg());
        plots.append("\n![%1$s](%1$s.svg)\n".formatted(one.getKey()));
      }
    }
    report.append(plots);
    Path tried = folder.resolve("tried.txt");
    if (Files.exists(tried)) {
      report.append("\n## What did not help\n\n");
      Files.readAllLines(tried).forEach(line -> report.append("- ").append(line).append('\n'));
    }
    Files.writeString(folder.resolve("report.md"), report);
    return Bench.GOALS_MET;
  }

  /** {@return the runs of each benchmark, oldest first} */
  private Map<String, List<JsonNode>> runs() throws IOException {
    Map<String, List<JsonNode>> runs = new TreeMap<>();
    int number = 0;
    for (String line : Files.readAllLines(file)) {
      number++;
      JsonNode run = run(line, number);
      run.path("benchmarks")
          .fieldNames()
          .forEachRemaining(name -> runs.computeIfAbsent(name, _ -> new ArrayList<>()).add(run));
    }
    return runs;
  }

  private JsonNode run(String line, int number) {
    try {
      JsonNode run = new ObjectMapper().readTree(line);
      if (run.path("benchmarks").isObject()) {
        return run;
      }
    } catch (JsonProcessingException _) {
      // Reported below, as any other line that is no run.
    }
    throw new ParameterException(
        spec.commandLine(), "%s:%d is not a line of bench --json".formatted(file, number));
  }

  private static JsonNode figures(JsonNode run, String benchmark) {
    return run.path("benchmarks").path(benchmark);
  }

  private static String cell(JsonNode text) {
    return text.asText("").replace("|", "\\|");
  }
}
