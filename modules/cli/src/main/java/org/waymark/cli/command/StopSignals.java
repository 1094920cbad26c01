package org.waymark.cli.command;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * SIGTERM and Ctrl-C as a wish: the command ends in order and the process with the command's exit
 * code, not with 143 or 130. A second signal ends the process at once, should the order take too
 * long.
 *
 * <p>A shutdown hook cannot do this: the exit code is fixed before it runs, and halting in it would
 * leave extracted native libraries behind. {@code sun.misc.Signal} (JEP 260 keeps it) is called by
 * name because javac's warning about it cannot be turned off.
 */
public final class StopSignals implements AutoCloseable {
  private static final List<String> NAMES = List.of("TERM", "INT");

  private final Method handle;
  private final Map<Object, Object> handlersBefore = new LinkedHashMap<>();

  /**
   * Takes the signals until it is closed.
   *
   * @param stop called for the first signal, on a thread of its own
   */
  public StopSignals(Runnable stop) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      this.handle = signal.getMethod("handle", signal, handler);
      Object first =
          Proxy.newProxyInstance(
              StopSignals.class.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) -> {
                close();
                stop.run();
                return null;
              });
      synchronized (this) {
        for (String name : NAMES) {
          Object one = signal.getConstructor(String.class).newInstance(name);
          handlersBefore.put(one, handle.invoke(null, one, first));
        }
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this JVM hands no signals over", e);
    }
  }

  /** Gives the signals back to whom they went before. */
  @Override
  public synchronized void close() {
    try {
      for (Map.Entry<Object, Object> before : handlersBefore.entrySet()) {
        handle.invoke(null, before.getKey(), before.getValue());
      }
      handlersBefore.clear();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this JVM takes no signals back", e);
    }
  }
}
