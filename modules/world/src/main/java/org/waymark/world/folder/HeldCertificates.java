package org.waymark.world.folder;

/** The choice of which TRCs and chains the files of an AS contain when a world is created. */
public enum HeldCertificates {
  /** All TRCs and chains of the world, as in an AS that has run for a long time. */
  ALL,
  /** Only the TRC of the AS's ISD and its own chain, as in a newly set up AS of 2018. */
  OWN
}
