package org.waymark.world.folder;

/** Which TRCs and chains the files of an AS hold when a world is made. */
public enum HeldCertificates {
  /** All of the world, as those of an AS that has run for long. */
  ALL,
  /** The TRC of its ISD and its own chain, as those that an AS of that era was set up with. */
  OWN
}
