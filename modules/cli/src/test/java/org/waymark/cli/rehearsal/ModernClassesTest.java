package org.waymark.cli.rehearsal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ModernClassesTest {
  @TempDir private Path folder;

  /** The JVM verifies every class with its stack maps, which older classes do not have. */
  @Test
  void picocliWorksAfterItWasRewritten() throws Exception {
    Path jar = folder.resolve("picocli.jar");
    Files.copy(
        Path.of(CommandLine.class.getProtectionDomain().getCodeSource().getLocation().toURI()),
        jar);

    ModernClasses.rewrite(jar);

    try (JarFile rewritten = new JarFile(jar.toFile());
        URLClassLoader loader =
            new URLClassLoader(
                new URL[] {jar.toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
      for (JarEntry entry : Collections.list(rewritten.entries())) {
        if (entry.getName().startsWith("picocli/") && entry.getName().endsWith(".class")) {
          try (InputStream bytes = rewritten.getInputStream(entry)) {
            int version = ClassFile.of().parse(bytes.readAllBytes()).majorVersion();
            assertTrue(version >= ClassFile.JAVA_6_VERSION, entry.getName());
          }
          String name = entry.getName().replace('/', '.');
          Class.forName(name.substring(0, name.length() - ".class".length()), true, loader);
        }
      }
      Class<?> version = loader.loadClass("picocli.CommandLine");
      assertEquals(CommandLine.VERSION, version.getField("VERSION").get(null));
    }
  }
}
