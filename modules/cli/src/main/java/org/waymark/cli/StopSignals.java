package org.waymark.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;

/**
 * SIGTERM and Ctrl-C as a wish: the command ends in order and the process with the command's exit
 * code, not with 143 or 130. A second signal ends it at once, should the order take too long.
 *
 * <p>A shutdown hook cannot do this: the exit code is fixed before it runs, and halting in it would
 * leave the extracted native libraries behind. {@code sun.misc.Signal} (JEP 260 keeps it) is called
 * by name because javac's warning about it cannot be turned off.
 */
public final class StopSignals {
  private static final List<String> NAMES = List.of("TERM", "INT");

  private StopSignals() {}

  /**
   * Takes the signals from now on.
   *
   * @param stop called once for the first signal, on a thread of its own
   */
  public static void tell(Runnable stop) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Method handle = signal.getMethod("handle", signal, handler);
      Object byDefault = handler.getField("SIG_DFL").get(null);
      InvocationHandler first =
          (proxy, method, arguments) -> {
            for (String name : NAMES) {
              handle.invoke(null, signal.getConstructor(String.class).newInstance(name), byDefault);
            }
            stop.run();
            return null;
          };
      for (String name : NAMES) {
        handle.invoke(
            null,
            signal.getConstructor(String.class).newInstance(name),
            Proxy.newProxyInstance(
                StopSignals.class.getClassLoader(), new Class<?>[] {handler}, first));
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this JVM hands no signals over", e);
    }
  }
}
