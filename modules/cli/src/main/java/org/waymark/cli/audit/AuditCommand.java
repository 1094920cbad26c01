package org.waymark.cli.audit;

import picocli.CommandLine.Command;

/** Groups the commands about the record that a log is, and proofs that it was not altered. */
@Command(
    name = "audit",
    description = "Proves and verifies that the record in a log was not altered.",
    footer = "  waymark audit keygen --name as110.example --out audit.key",
    subcommands = {
      AuditKeygenCommand.class,
      AuditCheckpointCommand.class,
      AuditProveCommand.class,
      AuditVerifyCommand.class,
      AuditShowCommand.class,
      AuditWitnessCommand.class
    })
public final class AuditCommand {}
