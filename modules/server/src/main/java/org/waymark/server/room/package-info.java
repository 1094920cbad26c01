/** The waiting room: what is held in memory, not recorded, while the log is away (DESIGN 4). */
package org.waymark.server.room;
