package org.waymark.faults;

/** How much a suite does. */
public enum Size {
  /** As much as every build can afford. */
  CI,

  /** As much as is run before a release. */
  RELEASE
}
