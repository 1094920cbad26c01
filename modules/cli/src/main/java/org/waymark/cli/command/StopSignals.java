package org.waymark.cli.command;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns SIGTERM, Ctrl-C and SIGHUP, which a terminal sends when it closes, into an orderly stop:
 * the command finishes, and the process ends with the command's exit code instead of 143, 130 or
 * 129. A second signal ends the process immediately, in case the orderly stop takes too long.
 *
 * <p>A shutdown hook cannot do this, because the exit code is fixed before the hook runs, and
 * halting in the hook would leave extracted native libraries behind. {@code sun.misc.Signal}, which
 * JEP 260 keeps available, is used by reflection because javac's warning about it cannot be turned
 * off.
 *
 * <p>Owned by the command that is to stop, and closed by its thread. Signals arrive on threads of
 * the JVM; the lock of this object decides which of them is the first.
 */
public final class StopSignals implements AutoCloseable {
  private static final List<String> NAMES = List.of("TERM", "INT", "HUP");

  private final Method handle;
  private final Map<Object, Object> handlersBefore = new LinkedHashMap<>();

  /**
   * Handles the signals until closed.
   *
   * @param stop called at the first signal, on a separate thread
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
      throw new IllegalStateException("this JVM does not support signal handlers", e);
    }
  }

  /** Restores the previous signal handlers. */
  @Override
  public synchronized void close() {
    try {
      for (Map.Entry<Object, Object> before : handlersBefore.entrySet()) {
        handle.invoke(null, before.getKey(), before.getValue());
      }
      handlersBefore.clear();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot restore the previous signal handlers", e);
    }
  }
}
