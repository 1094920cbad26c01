/**
 * The events of the log, which are the values of the log's records (ARCHITECTURE, The log;
 * schemas/event.capnp).
 *
 * <p>Only replicas write to the log, but a newer or faulty replica may write something that this
 * build does not understand. Therefore, {@link org.waymark.wire.event.EventCodec} rejects invalid
 * values like any other decoder, and apply stores the {@link org.waymark.wire.event.ReasonCode} of
 * the rejection.
 */
package org.waymark.wire.event;
