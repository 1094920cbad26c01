/** Certificate servers, which answer requests for the TRCs and chains of their AS. */
package org.waymark.world.certificate;
