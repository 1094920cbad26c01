/** The suite that kills replica and broker processes while they work. */
package org.waymark.faults.kill;
