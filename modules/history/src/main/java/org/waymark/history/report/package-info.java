/**
 * Reports on the records of a time span: who registered and revoked what, and what was refused.
 *
 * <p>{@code AuditReportReader} reads a log. {@code AuditReport} counts, record by record and in
 * bounded memory. {@code AuditReportDocument} shows the result as JSON.
 */
package org.waymark.history.report;
