package org.waymark.cli.rehearsal;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.waymark.cli.command.LogProvider;

/**
 * Starts a replica, registers segments with it, has commands ask for them, and stops the replica.
 * The replica and the commands run in processes of their own. With {@code -XX:AOTCacheOutput}, each
 * writes its class cache when it ends.
 */
final class Rehearsal {
  private static final int ANSWERS = 20;

  private Rehearsal() {}

  /**
   * Rehearses.
   *
   * @param arguments a {@link RehearsalFolder}; the command that runs {@code waymark}; two dashes;
   *     the command that runs a {@link CommandRehearsal}
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    LogProvider.use();
    RehearsalFolder files = new RehearsalFolder(Path.of(arguments[0]));
    int dashes = Arrays.asList(arguments).indexOf("--");
    List<String> waymark = Arrays.asList(arguments).subList(1, dashes);
    List<String> commands = Arrays.asList(arguments).subList(dashes + 1, arguments.length);
    Process replica =
        start(waymark, "serve", "--embedded", "--json", "--config", files.config().toString())
            .redirectOutput(ProcessBuilder.Redirect.PIPE)
            .start();
    try (BufferedReader lines = replica.inputReader(StandardCharsets.UTF_8)) {
      String ready = lines.readLine();
      if (ready == null) {
        throw new IOException("the replica ended before it was ready");
      }
      useReplica(files, new JsonMapper().readTree(ready).get("address").textValue(), commands);
    } finally {
      replica.destroy();
    }
    requireSuccess(replica);
  }

  private static void useReplica(RehearsalFolder files, String server, List<String> commands)
      throws IOException, InterruptedException {
    String local = RehearsalFolder.LOCAL.toString();
    String core = RehearsalFolder.CORE.toString();
    CommandRehearsal.run(
        "segments", "import", files.segments().toString(), "--server", server, "--as", local);
    // A segment is in answers once it has been applied; until then, the request waits.
    CommandRehearsal.run("ask", local, core, "--server", server, "--timeout", "60");
    for (int i = 0; i < ANSWERS; i++) {
      CommandRehearsal.run("ask", local, core, "--server", server);
    }
    CommandRehearsal.run("status", "--config", files.config().toString());
    requireSuccess(start(commands, local, core, server).start());
  }

  private static ProcessBuilder start(List<String> command, String... arguments) {
    List<String> words = new ArrayList<>(command);
    words.addAll(List.of(arguments));
    return new ProcessBuilder(words).inheritIO();
  }

  private static void requireSuccess(Process process) throws IOException, InterruptedException {
    if (process.waitFor() != 0) {
      throw new IOException("a process of the rehearsal failed: " + process.info());
    }
  }
}
