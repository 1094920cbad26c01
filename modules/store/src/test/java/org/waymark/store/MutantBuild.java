package org.waymark.store;

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary.Failure;

/**
 * Compiles segment and store with some fragments replaced, in memory, and runs test classes against
 * the result in a class loader of their own. The working tree is never touched.
 */
final class MutantBuild {
  private static final List<String> BROKEN_MODULES = List.of("segment", "store");

  private final Path modules;
  private final Path work;
  private int builds;

  /**
   * @param modules the directory of the modules
   * @param work the directory for class files
   */
  MutantBuild(Path modules, Path work) {
    this.modules = modules.toAbsolutePath().normalize();
    this.work = work;
  }

  /**
   * Runs the tests on the sources with the patches.
   *
   * @return the first test that fails, or nothing if all pass
   * @throws IllegalStateException if a patch does not match, or if the result does not compile
   */
  Optional<String> firstFailure(List<Mutant.Patch> patches, List<String> testClasses)
      throws IOException {
    Path classes = compile(sources(patches));
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    try (URLClassLoader loader = new URLClassLoader(classPath(classes), new Outside(before))) {
      Thread.currentThread().setContextClassLoader(loader);
      for (String testClass : testClasses) {
        Optional<String> failure = run(Class.forName(testClass, false, loader));
        if (failure.isPresent()) {
          return failure;
        }
      }
      return Optional.empty();
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("no such test class", e);
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }

  private static Optional<String> run(Class<?> testClass) {
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(DiscoverySelectors.selectClass(testClass))
            .build();
    SummaryGeneratingListener summary = new SummaryGeneratingListener();
    Launcher launcher = LauncherFactory.create();
    launcher.execute(request, summary);
    if (summary.getSummary().getTestsFoundCount() == 0) {
      throw new IllegalStateException(testClass + " has no tests");
    }
    return summary.getSummary().getFailures().stream().findFirst().map(MutantBuild::describe);
  }

  private static String describe(Failure failure) {
    String where = failure.getTestIdentifier().getLegacyReportingName();
    String source =
        failure
            .getTestIdentifier()
            .getUniqueIdObject()
            .getSegments()
            .get(1)
            .getValue()
            .replaceAll(".*\\.", "");
    return source + ": " + where;
  }

  private Map<Path, String> sources(List<Mutant.Patch> patches) throws IOException {
    Map<Path, String> sources = new LinkedHashMap<>();
    for (String module : BROKEN_MODULES) {
      try (Stream<Path> files = Files.walk(modules.resolve(module).resolve("src/main/java"))) {
        for (Path file : files.filter(f -> f.toString().endsWith(".java")).sorted().toList()) {
          sources.put(file, Files.readString(file));
        }
      }
    }
    for (Mutant.Patch patch : patches) {
      Path file = modules.resolve(patch.file()).normalize();
      if (!sources.containsKey(file)) {
        throw new IllegalStateException(patch.file() + " does not exist: renew the mutant");
      }
      sources.put(file, patch.applyTo(sources.get(file)));
    }
    return sources;
  }

  private Path compile(Map<Path, String> sources) throws IOException {
    Path classes = Files.createDirectories(work.resolve("build-" + builds++));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<String> diagnostics = new ArrayList<>();
    List<JavaFileObject> units = new ArrayList<>();
    sources.forEach((file, text) -> units.add(new Source(file, text)));
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      List<String> options =
          List.of(
              "-proc:none",
              "-nowarn",
              "-parameters",
              "-d",
              classes.toString(),
              "-cp",
              System.getProperty("java.class.path"));
      boolean compiled =
          compiler
              .getTask(null, manager, d -> diagnostics.add(d.toString()), options, null, units)
              .call();
      if (!compiled) {
        throw new IllegalStateException("does not compile: " + diagnostics);
      }
    }
    return classes;
  }

  private static URL[] classPath(Path classes) throws MalformedURLException {
    List<URL> urls = new ArrayList<>();
    urls.add(classes.toUri().toURL());
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      urls.add(Path.of(entry).toUri().toURL());
    }
    return urls.toArray(URL[]::new);
  }

  /**
   * The class loader for everything that is not compiled here. It passes requests on to the
   * surrounding loader, so native libraries are loaded only once.
   */
  private static final class Outside extends ClassLoader {
    Outside(ClassLoader parent) {
      super(parent);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (name.startsWith("org.waymark.")) {
        throw new ClassNotFoundException(name);
      }
      return super.loadClass(name, resolve);
    }
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(Path file, String text) {
      super(URI.create(file.toUri().toString()), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
