package org.waymark.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A way to break the sources, with a name.
 *
 * <p>Mutants are read from a file with one paragraph for each:
 *
 * <pre>
 *  mutant NAME
 *  in MODULE/src/main/java/...
 *  - a fragment that occurs exactly once in the file, regardless of white space
 *  + what to put in its place
 * </pre>
 *
 * <p>Several lines with {@code -} or {@code +} in a row make one fragment; several patches, in one
 * or more files, make one mutant. Lines that start with {@code #} are comments.
 */
record Mutant(String name, List<Patch> patches) {
  /** One replacement in one file, whose path is relative to the modules. */
  record Patch(String file, String from, String to) {
    /**
     * {@return the broken source}
     *
     * @throws IllegalStateException unless the source contains the fragment exactly once
     */
    String applyTo(String source) {
      Matcher matcher = pattern().matcher(source);
      if (!matcher.find()) {
        throw new IllegalStateException("'" + from + "' is not in " + file + ": renew the mutant");
      }
      String broken = source.substring(0, matcher.start()) + to + source.substring(matcher.end());
      if (matcher.find()) {
        throw new IllegalStateException("'" + from + "' is in " + file + " more than once");
      }
      return broken;
    }

    private Pattern pattern() {
      StringBuilder regex = new StringBuilder();
      for (String word : from.strip().split("\\s+")) {
        regex.append(regex.isEmpty() ? "" : "\\s+").append(Pattern.quote(word));
      }
      return Pattern.compile(regex.toString());
    }
  }

  static List<Mutant> readAll(String resource) throws IOException {
    try (InputStream in = Mutant.class.getResourceAsStream(resource)) {
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  private static List<Mutant> parse(String table) {
    List<Mutant> mutants = new ArrayList<>();
    String file = "";
    StringBuilder from = new StringBuilder();
    StringBuilder to = new StringBuilder();
    for (String line : (table + "\nend").split("\n")) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      boolean patchEnds = !line.startsWith("+") && !to.isEmpty();
      if (patchEnds) {
        mutants.getLast().patches.add(new Patch(file, from.toString(), to.toString()));
        from.setLength(0);
        to.setLength(0);
      }
      if (line.startsWith("mutant ")) {
        mutants.add(new Mutant(line.substring("mutant ".length()), new ArrayList<>()));
      } else if (line.startsWith("in ")) {
        file = line.substring("in ".length());
      } else if (line.startsWith("-")) {
        from.append(line.substring(1)).append('\n');
      } else if (line.startsWith("+")) {
        to.append(line.substring(1)).append('\n');
      } else if (!line.equals("end")) {
        throw new IllegalStateException("not a line of a mutant: " + line);
      }
    }
    for (Mutant mutant : mutants) {
      if (mutant.patches.isEmpty()) {
        throw new IllegalStateException("the mutant '" + mutant.name + "' changes nothing");
      }
    }
    return mutants;
  }
}
