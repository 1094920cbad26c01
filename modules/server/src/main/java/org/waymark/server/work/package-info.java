/**
 * The work caused by messages, and the verification threads that execute this work, serving the
 * senders in turn.
 */
package org.waymark.server.work;
