/** Appending what the waiting room holds, once the log is back (DESIGN 4). */
package org.waymark.server.drain;
