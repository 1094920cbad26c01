/**
 * Reports on the records of a time span: registrations, revocations and rejections, with their
 * sources.
 *
 * <p>{@code AuditReportReader} reads a log. {@code AuditReport} counts, record by record and in
 * bounded memory. {@code AuditReportDocument} shows the result as JSON.
 */
package org.waymark.history.report;
