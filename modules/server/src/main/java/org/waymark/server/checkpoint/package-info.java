/** Signs checkpoints of the log. */
package org.waymark.server.checkpoint;
