package org.waymark.world.folder;

/** The TRCs and chains that the files of an AS contain when a world is created. */
public enum HeldCertificates {
  /** All of the world, as in an AS that has run for long. */
  ALL,
  /** The TRC of its ISD and its own chain, as in an AS of 2018 that has just been set up. */
  OWN
}
