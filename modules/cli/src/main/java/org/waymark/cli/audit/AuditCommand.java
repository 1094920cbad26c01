package org.waymark.cli.audit;

import picocli.CommandLine.Command;

/**
 * The group of commands that prove that a log has not been altered, and that verify such proofs.
 */
@Command(
    name = "audit",
    description = "Proves that a log has not been altered, and reports on its records.",
    footer = "  waymark audit keygen --name as110.example --out audit.key",
    subcommands = {
      AuditKeygenCommand.class,
      AuditCheckpointCommand.class,
      AuditProveCommand.class,
      AuditVerifyCommand.class,
      AuditShowCommand.class,
      AuditWitnessCommand.class,
      AuditReportCommand.class
    })
public final class AuditCommand {}
