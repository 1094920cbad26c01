/** How paths and segments are shown to people and to programs. */
package org.waymark.cli.output;
