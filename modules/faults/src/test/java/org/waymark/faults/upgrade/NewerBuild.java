package org.waymark.faults.upgrade;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * The next build: the sources of this one with the next event schema and the next apply version. It
 * consists of those classes that contain one of the two numbers, since the compiler copies them.
 */
final class NewerBuild {
  private static final Path MODULES = Path.of("..");
  private static final List<String> CHANGED =
      List.of("wire", "log", "store", "server", "edge", "history", "audit");
  private static final Pattern NAMED = Pattern.compile("NEWEST_SCHEMA|CURRENT_NUMBER");
  private static final Pattern NUMBER =
      Pattern.compile("(public static final int (?:NEWEST_SCHEMA|CURRENT_NUMBER) = )(\\d+);");

  private NewerBuild() {}

  /**
   * Compiles the classes.
   *
   * @param classes the directory for the class files
   * @return the directory
   */
  static Path compile(Path classes) throws IOException {
    Files.createDirectories(classes);
    List<JavaFileObject> units = new ArrayList<>();
    int raised = 0;
    for (Path file : sources()) {
      String text = Files.readString(file);
      if (NAMED.matcher(text).find()) {
        String newer =
            NUMBER
                .matcher(text)
                .replaceAll(found -> found.group(1) + (Integer.parseInt(found.group(2)) + 1) + ";");
        raised += newer.equals(text) ? 0 : 1;
        units.add(new Source(file, newer));
      }
    }
    if (raised != 2) {
      throw new IllegalStateException("raised " + raised + " numbers instead of two");
    }
    List<String> problems = new ArrayList<>();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      List<String> options =
          List.of(
              "-proc:none",
              "-nowarn",
              "-parameters",
              "-d",
              classes.toString(),
              "-cp",
              System.getProperty("java.class.path"));
      if (!compiler
          .getTask(null, files, one -> problems.add(one.toString()), options, null, units)
          .call()) {
        throw new IllegalStateException("does not compile: " + problems);
      }
    }
    return classes;
  }

  private static List<Path> sources() throws IOException {
    List<Path> sources = new ArrayList<>();
    for (String module : CHANGED) {
      try (Stream<Path> files = Files.walk(MODULES.resolve(module).resolve("src/main/java"))) {
        files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
      }
    }
    return sources;
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(Path file, String text) {
      super(file.toUri(), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
