package org.waymark.faults.instrumentation;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** Defines changed classes in this process, before the original ones are loaded. */
public final class ChangedClasses {
  private ChangedClasses() {}

  /**
   * Makes the changes that {@link ClassChanges#options} has passed to this process, if any. Must be
   * called before any class to be changed is loaded.
   *
   * @throws IllegalStateException if a class cannot be changed; without its changes, the process
   *     would prove nothing
   */
  public static void define() {
    ClassChanges changes = ClassChanges.parse(System.getProperty(ClassChanges.PROPERTY, ""));
    changes.plan().ifPresent(Failpoint::plan);
    Set<String> types = new LinkedHashSet<>();
    changes.periods().forEach(period -> types.add(period.type()));
    changes.plan().ifPresent(plan -> types.add(plan.place().type()));
    for (String type : types) {
      try {
        define(type, changed(type, changes));
      } catch (IOException | ReflectiveOperationException failure) {
        throw new IllegalStateException("cannot change " + type, failure);
      }
    }
  }

  private static byte[] changed(String type, ClassChanges changes) throws IOException {
    byte[] bytes = bytes(type);
    for (Period period : changes.periods()) {
      if (period.type().equals(type)) {
        bytes = Insertions.withPeriod(bytes, period);
      }
    }
    Optional<FailpointPlace> place = changes.plan().map(ClassChanges.Plan::place);
    return place.isPresent() && place.get().type().equals(type)
        ? Insertions.withHit(bytes, place.get())
        : bytes;
  }

  private static byte[] bytes(String type) throws IOException {
    String name = type.replace('.', '/') + ".class";
    try (InputStream file = loader().getResourceAsStream(name)) {
      if (file == null) {
        throw new IOException("there is no " + name);
      }
      return file.readAllBytes();
    }
  }

  private static ClassLoader loader() {
    return ChangedClasses.class.getClassLoader();
  }

  private static void define(String type, byte[] bytes) throws ReflectiveOperationException {
    Method define =
        ClassLoader.class.getDeclaredMethod(
            "defineClass", String.class, byte[].class, int.class, int.class);
    define.setAccessible(true);
    define.invoke(loader(), type, bytes, 0, bytes.length);
  }
}
