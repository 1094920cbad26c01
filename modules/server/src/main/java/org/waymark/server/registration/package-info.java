/** Registration of segments, from the received record to its outcome (PROTOCOL 5). */
package org.waymark.server.registration;
