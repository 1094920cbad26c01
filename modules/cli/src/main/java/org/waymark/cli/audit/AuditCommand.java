package org.waymark.cli.audit;

import picocli.CommandLine.Command;

/** The group of commands that prove that a log was not altered, and that verify such proofs. */
@Command(
    name = "audit",
    description = "Proves that the record in a log was not altered, and reports on it.",
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
