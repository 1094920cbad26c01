/**
 * The events of the log: what the value of every record means (ARCHITECTURE, The log;
 * schemas/event.capnp).
 *
 * <p>The log is written by replicas only, but an old or broken one may write what this build does
 * not understand, so {@link org.waymark.wire.event.EventCodec} refuses like any other decoder, and
 * apply keeps the {@link org.waymark.wire.event.ReasonCode} of the refusal.
 */
package org.waymark.wire.event;
