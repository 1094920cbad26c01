package org.waymark.store;

/** What lies under the rows of a store. */
interface Backing {
  /** {@return the name of the place, for people} */
  String place();

  Rows rows();

  /** {@return what is under a new, empty store beside this one} */
  Backing beside();

  Provenance provenance();

  /** Writes down what was committed, and seals it. */
  void flush();

  /** Notes that what is there must not be opened again. */
  void abandon(String why);

  void close();
}
