package org.waymark.world.folder;

/** The TRCs and chains that the files of an AS contain when a world is created. */
public enum HeldCertificates {
  /** All TRCs and chains of the world, as in an AS that has run for a long time. */
  ALL,
  /** Only the TRC of the AS's ISD and its own chain, which is all that a new AS had in 2018. */
  OWN
}
