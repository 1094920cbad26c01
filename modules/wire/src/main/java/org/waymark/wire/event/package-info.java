/**
 * The events of the log, which are the values of its records (ARCHITECTURE, The log;
 * schemas/event.capnp).
 *
 * <p>Only replicas write to the log, but a newer or faulty replica may write something that this
 * build does not understand. Therefore, {@link org.waymark.wire.event.EventCodec} refuses invalid
 * values like any other decoder, and apply stores the {@link org.waymark.wire.event.ReasonCode} of
 * the refusal.
 */
package org.waymark.wire.event;
