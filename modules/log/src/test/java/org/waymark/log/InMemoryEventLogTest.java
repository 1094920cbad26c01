package org.waymark.log;

class InMemoryEventLogTest extends EventLogContract {
  @Override
  World newWorld() {
    return new MemoryWorld();
  }
}
