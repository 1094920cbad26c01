/** Who sent a message, and the ways back to the sender and out to others; no sockets. */
package org.waymark.server.message;
