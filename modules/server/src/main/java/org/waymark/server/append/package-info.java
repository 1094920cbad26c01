/** The way into the log: budgets, the append, and waiting until its record is applied here. */
package org.waymark.server.append;
