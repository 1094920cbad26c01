/** What an operator does to a log and to the store of a stopped replica. */
package org.waymark.cli.log;
