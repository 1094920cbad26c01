package org.waymark.server;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Measures approximately how much memory the objects reachable from one object occupy,
 * independently of how the code under test counts its memory.
 *
 * <p>The traversal covers Waymark's classes, including lambdas, and the collections of the JDK;
 * other libraries are excluded.
 */
public final class ReachableBytes {
  private static final int HEADER_BYTES = 16;
  private static final int REFERENCE_BYTES = 4;

  /** Bytes of an entry of a map or a linked collection. */
  private static final int ENTRY_BYTES = 48;

  private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Deque<Object> left = new ArrayDeque<>();
  private final Predicate<Object> leaveOut;
  private long bytes;

  private ReachableBytes(Predicate<Object> leaveOut) {
    this.leaveOut = leaveOut;
  }

  /**
   * {@return the bytes of all reachable objects, except excluded objects and those reachable only
   * through them}
   */
  public static long from(Object root, Predicate<Object> leaveOut) {
    ReachableBytes walk = new ReachableBytes(leaveOut);
    walk.meet(root);
    while (!walk.left.isEmpty()) {
      walk.enter(walk.left.pop());
    }
    return walk.bytes;
  }

  private void meet(Object one) {
    if (one != null && !(one instanceof Enum<?>) && !leaveOut.test(one) && seen.add(one)) {
      left.push(one);
    }
  }

  private void enter(Object one) {
    bytes += HEADER_BYTES;
    switch (one) {
      case byte[] array -> bytes += array.length;
      case long[] array -> bytes += (long) Long.BYTES * array.length;
      case Object[] array -> {
        bytes += (long) REFERENCE_BYTES * Array.getLength(array);
        for (Object member : array) {
          meet(member);
        }
      }
      case String text -> bytes += text.length();
      case Optional<?> optional -> optional.ifPresent(this::meet);
      case Map<?, ?> map ->
          map.forEach(
              (key, value) -> {
                bytes += ENTRY_BYTES;
                meet(key);
                meet(value);
              });
      case Collection<?> collection ->
          collection.forEach(
              member -> {
                bytes += REFERENCE_BYTES;
                meet(member);
              });
      default -> fields(one);
    }
  }

  private void fields(Object one) {
    Class<?> type = one.getClass();
    if (!type.getName().startsWith("org.waymark.")) {
      return;
    }
    for (; type != Object.class && type != null; type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (Modifier.isStatic(field.getModifiers())) {
          continue;
        }
        bytes += field.getType().isPrimitive() ? Long.BYTES : REFERENCE_BYTES;
        if (!field.getType().isPrimitive()) {
          meet(read(field, one));
        }
      }
    }
  }

  private static Object read(Field field, Object one) {
    try {
      field.setAccessible(true);
      return field.get(one);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
