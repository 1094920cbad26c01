package org.waymark.world;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.waymark.edge.config.CertificateFolder;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.log.EventLog;
import org.waymark.runtime.Clock;
import org.waymark.segment.IsdAs;

/** In-memory logs that track which of them are open, and can be made to fail. */
final class TestLogs implements Logs {
  private final MemoryLogs logs;
  private final List<String> open = new CopyOnWriteArrayList<>();
  private final Set<String> failToClose = ConcurrentHashMap.newKeySet();

  TestLogs(Clock clock) {
    logs = new MemoryLogs(clock);
  }

  /** {@return the replicas whose logs are open} */
  List<String> open() {
    return List.copyOf(open);
  }

  /** Makes the log of an AS unreachable. */
  void takeAway(IsdAs ia) {
    logs.faults(ia).goAway();
  }

  /** Makes the log of an AS reachable again. */
  void bringBack(IsdAs ia) {
    logs.faults(ia).comeBack();
  }

  /** Makes the log of a replica throw when it is closed. */
  void failToClose(String replica) {
    failToClose.add(replica);
  }

  @Override
  public void make(ReplicaConfig config, CertificateFolder anchors) {
    logs.make(config, anchors);
  }

  @Override
  public EventLog open(ReplicaConfig config) {
    EventLog log = logs.open(config);
    open.add(config.id());
    return (EventLog)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {EventLog.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("close")) {
                open.remove(config.id());
                if (failToClose.contains(config.id())) {
                  throw new IllegalStateException("does not close");
                }
              }
              try {
                return method.invoke(log, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
