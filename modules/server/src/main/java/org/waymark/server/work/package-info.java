/** The work that messages cause, in turns by sender, on the threads that verify. */
package org.waymark.server.work;
