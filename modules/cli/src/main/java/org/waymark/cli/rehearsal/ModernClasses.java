package org.waymark.cli.rehearsal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;

/**
 * Rewrites the classes of a jar in the class file version of this JDK. The JVM caches no classes of
 * versions before 50 (Java 6), in which picocli is compiled. Code stays as it is; stack maps, which
 * newer versions require, are added.
 */
final class ModernClasses {
  private static final ClassTransform MODERN =
      ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL)
          .andThen(
              (builder, element) -> {
                if (element instanceof ClassFileVersion) {
                  builder.withVersion(ClassFile.latestMajorVersion(), 0);
                } else {
                  builder.with(element);
                }
              });

  private ModernClasses() {}

  /**
   * Rewrites jars in place.
   *
   * @param arguments the jars
   */
  public static void main(String[] arguments) throws IOException {
    for (String jar : arguments) {
      rewrite(Path.of(jar));
    }
  }

  /**
   * Rewrites a jar in place. The new file appears as a whole, because a JVM may be using the old
   * one.
   */
  static void rewrite(Path jar) throws IOException {
    Path fresh = jar.resolveSibling(jar.getFileName() + ".new");
    try (JarFile from = new JarFile(jar.toFile());
        OutputStream file = Files.newOutputStream(fresh);
        JarOutputStream to = new JarOutputStream(file)) {
      ClassFile classes =
          ClassFile.of(
              StackMapsOption.GENERATE_STACK_MAPS, ClassHierarchyResolverOption.of(resolver(from)));
      for (JarEntry entry : Collections.list(from.entries())) {
        byte[] bytes = bytes(from, entry);
        to.putNextEntry(new JarEntry(entry.getName()));
        to.write(entry.getName().endsWith(".class") ? modern(classes, bytes) : bytes);
        to.closeEntry();
      }
    }
    Files.move(fresh, jar, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static byte[] modern(ClassFile classes, byte[] bytes) {
    ClassModel model = classes.parse(bytes);
    return model.majorVersion() < ClassFile.JAVA_6_VERSION
        ? classes.transformClass(model, MODERN)
        : bytes;
  }

  private static byte[] bytes(JarFile jar, JarEntry entry) throws IOException {
    try (InputStream in = jar.getInputStream(entry)) {
      return in.readAllBytes();
    }
  }

  /** Finds the classes of the jar, whose relations stack maps depend on, and those of the JDK. */
  private static ClassHierarchyResolver resolver(JarFile jar) {
    return ClassHierarchyResolver.ofResourceParsing(
            name -> {
              JarEntry entry =
                  jar.getJarEntry(
                      name.packageName().replace('.', '/')
                          + (name.packageName().isEmpty() ? "" : "/")
                          + name.displayName()
                          + ".class");
              try {
                return entry == null ? null : jar.getInputStream(entry);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            })
        .orElse(ClassHierarchyResolver.defaultResolver());
  }
}
