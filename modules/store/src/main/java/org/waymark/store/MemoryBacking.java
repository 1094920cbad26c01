package org.waymark.store;

/** Memory needs nothing under it. */
record MemoryBacking(Rows rows) implements Backing {
  @Override
  public String place() {
    return "memory";
  }

  @Override
  public Backing beside() {
    return new MemoryBacking(new MemoryRows());
  }

  @Override
  public Provenance provenance() {
    return new Provenance.Fresh();
  }

  @Override
  public void flush() {
    // There is nothing below memory to write to.
  }

  @Override
  public void abandon(String why) {
    // Nothing of it is there the next time.
  }

  @Override
  public void close() {
    // The garbage collector has the rest.
  }
}
