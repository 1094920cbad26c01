package org.waymark.faults.command;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The results of completed runs, one JSON object per line. A command that is given the file of an
 * interrupted command continues after the last completed run.
 */
final class ResultsFile {
  private static final JsonMapper JSON = new JsonMapper();

  private final Optional<Path> file;
  private final List<RunResult> results = new ArrayList<>();

  /**
   * Reads a file.
   *
   * @param file the file, which is created with the first result if it does not exist; empty to
   *     keep results only in memory
   */
  ResultsFile(Optional<Path> file) throws IOException {
    this.file = file;
    if (file.isPresent() && Files.exists(file.get())) {
      for (String line : Files.readAllLines(file.get())) {
        results.add(JSON.readValue(line, RunResult.class));
      }
    }
  }

  List<RunResult> of(String suite) {
    return results.stream().filter(one -> one.suite().equals(suite)).toList();
  }

  boolean contains(String suite, long number) {
    return results.stream().anyMatch(one -> one.suite().equals(suite) && one.number() == number);
  }

  void add(RunResult result) throws IOException {
    results.add(result);
    if (file.isPresent()) {
      Files.writeString(
          file.get(),
          JSON.writeValueAsString(result) + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    }
  }
}
