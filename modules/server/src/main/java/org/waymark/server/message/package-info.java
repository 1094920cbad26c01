/** The sender of a message, replying to it, and sending messages to others. No sockets. */
package org.waymark.server.message;
