/** Path requests, from question to answer (spec 6). */
package org.waymark.server.request;
