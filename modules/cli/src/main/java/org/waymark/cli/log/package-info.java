/** Commands with which an operator changes a log or the store of a stopped replica. */
package org.waymark.cli.log;
