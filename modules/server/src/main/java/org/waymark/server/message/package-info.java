/**
 * The types for senders of messages, replies to them, and messages to other servers. This package
 * does not open sockets.
 */
package org.waymark.server.message;
