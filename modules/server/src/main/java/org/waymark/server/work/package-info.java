/**
 * The work caused by messages, and the verification threads that execute this work, taking turns
 * between senders.
 */
package org.waymark.server.work;
