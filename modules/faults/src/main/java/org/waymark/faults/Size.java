package org.waymark.faults;

/** The amount of work that a suite does. */
public enum Size {
  /** The runs that are short enough for every build. */
  CI,

  /** The runs to perform before a release. */
  RELEASE
}
