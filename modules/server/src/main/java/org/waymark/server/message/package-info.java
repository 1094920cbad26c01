/**
 * Senders of messages, replies to them, and messages to other servers. This package opens no
 * sockets.
 */
package org.waymark.server.message;
