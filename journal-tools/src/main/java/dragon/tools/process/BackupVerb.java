package dragon.tools.process;

import dragon.engine.ExitStatus;
import dragon.engine.OperatorException;
import dragon.engine.journal.JournalReport;
import dragon.engine.lane.LaneDirectory;
import dragon.engine.lane.LaneIdentity;
import dragon.engine.protocol.LaneMode;
import dragon.tools.backup.Backup;
import dragon.tools.backup.BackupCheck;
import dragon.tools.backup.BackupRestore;
import dragon.tools.journal.JsonOutput;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dragon backup}: keep a lane beyond its disk, and bring it back. */
@Command(
        name = "backup",
        mixinStandardHelpOptions = true,
        description = "Make, check and restore backups of a lane; they hold no credentials.",
        subcommands = {BackupVerb.Create.class, BackupVerb.Verify.class, BackupVerb.Restore.class})
final class BackupVerb implements Callable<Integer> {
    private static final int PROBLEMS_SHOWN = 20;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "Missing verb: create, verify or restore");
    }

    /** What all three are told. */
    static final class HomeOptions {
        @Option(
                names = "--home",
                paramLabel = "DIR",
                description = "Home folder; default $DRAGON_HOME, else ~/.dragon.")
        private Path home;

        @Option(names = "--json", description = "One JSON document.")
        private boolean isJson;

        @Option(names = "--debug", description = "Show the stack trace of a failure.")
        private boolean isDebug;

        Path directory() {
            return JournalOptions.homeDirectory(home);
        }

        boolean isJson() {
            return isJson;
        }

        boolean isDebug() {
            return isDebug;
        }
    }

    /** A backup is made, beside a running engine or without one. */
    @Command(
            name = "create",
            mixinStandardHelpOptions = true,
            description =
                    "Make a backup: the journal up to now, record by record, its sealed generations, its state images and"
                            + " the identity of the lane. The engine may run meanwhile. Credentials stay out.",
            footer = {
                "",
                "Examples:",
                "  dragon backup create",
                "  dragon backup create --lane live --to /mnt/keep",
                "",
                "Exit status: 0 made and read again, 3 the disk or the lane says no, 4 no such lane, 5 retention removes files now,",
                "10 the journal is damaged.",
                "Anything but 0: there is no backup of this moment."
            })
    static final class Create implements Callable<Integer> {
        @Mixin
        private HomeOptions options;

        @Option(names = "--lane", paramLabel = "NAME", defaultValue = "main", description = "Lane; default main.")
        private String lane;

        @Option(
                names = "--to",
                paramLabel = "DIR",
                description = "Make it in this directory; default $DRAGON_HOME/backups.")
        private Path parent;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() {
            final Path home = options.directory();
            final LaneDirectory directory = JournalOptions.existingLane(home, lane);
            final Backup.Made made = Backup.create(
                    directory,
                    parent == null ? Backup.parentIn(home) : parent,
                    Instant.now(),
                    spec.commandLine().getErr()::println);
            final PrintWriter out = spec.commandLine().getOut();
            if (options.isJson()) {
                JsonOutput.document(out, json(made));
                return ExitStatus.DONE;
            }
            out.println("backup    " + made.directory());
            out.printf(
                    Locale.ROOT,
                    "lane      %s (%s), %s, terms begun up to %d%n",
                    made.identity().name(),
                    made.identity().modeName(),
                    text(made.journal()),
                    made.begunTerm());
            out.printf(
                    Locale.ROOT,
                    "holds     %,d files, %,d bytes; %s%n",
                    made.fileCount(),
                    made.bytes(),
                    made.imageSequence() == 0
                            ? "no state image: a start replays all records"
                            : String.format(Locale.ROOT, "newest state image of sequence %,d", made.imageSequence()));
            out.println("left out  vault.db: keep master key and API keys apart (docs/manual.md, Backup)");
            out.println("Next: copy it to another disk, then dragon backup verify " + made.directory());
            return ExitStatus.DONE;
        }

        private static Map<String, Object> json(final Backup.Made made) {
            final Map<String, Object> json = new LinkedHashMap<>();
            json.put("schema", "dragon/backup-create/1");
            json.put("backup", made.directory().toString());
            json.put("lane", made.identity().name());
            json.put("mode", made.identity().modeName());
            put(json, made.journal());
            json.put("begunTerm", made.begunTerm());
            json.put("imageSequence", made.imageSequence());
            json.put("files", made.fileCount());
            json.put("bytes", made.bytes());
            json.put("leftOut", List.of("vault.db"));
            return json;
        }
    }

    /** Every byte of a backup is read again. */
    @Command(
            name = "verify",
            mixinStandardHelpOptions = true,
            description = "Read all of a backup again: each file against its SHA-256, each record, each state image.",
            footer = {
                "",
                "Examples:",
                "  dragon backup verify main-20260101T000000123Z",
                "  dragon backup verify /mnt/keep/main-20260101T000000123Z --json",
                "",
                "Exit status: 0 sound, 4 no such backup, 10 damaged: a line for each damage."
            })
    static final class Verify implements Callable<Integer> {
        @Mixin
        private HomeOptions options;

        @Parameters(paramLabel = "BACKUP", description = "Its directory, or its name in $DRAGON_HOME/backups.")
        private String backup;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() {
            final BackupCheck check = BackupCheck.of(options.directory(), backup);
            final PrintWriter out = spec.commandLine().getOut();
            if (options.isJson()) {
                JsonOutput.document(out, check.json());
            } else if (check.isSound()) {
                check.lines().forEach(out::println);
            }
            tellProblems(check, spec);
            return check.isSound() ? ExitStatus.DONE : ExitStatus.VERIFICATION_FAILED;
        }
    }

    /** A backup becomes a lane again. */
    @Command(
            name = "restore",
            mixinStandardHelpOptions = true,
            description =
                    "Make a lane of a backup, where there is none of that name. Reads all of the backup before and all of"
                            + " the lane after. The lane comes back with the kill switch pressed: no order leaves until it is released.",
            footer = {
                "",
                "The lost lane may have gone on after the backup. Its order ids hold its terms, so none of these may come again.",
                "Its highest term stands in what is left of it (dragon lanes), in the log of its engine, or in the highest client",
                "order id that the exchange knows: echo $((ID >> 47)). If nobody knows: 32767 is half of all there are.",
                "",
                "Examples:",
                "  dragon backup restore main-20260101T000000123Z --last-term 7",
                "  dragon backup restore /mnt/keep/main-20260101T000000123Z --lane again --last-term 7",
                "",
                "Exit status: 0 restored, 2 a lane or term that cannot be, 3 the disk says no, 4 no such backup,",
                "5 the lane is there already, or --last-term is missing, 10 the backup is damaged, or its copy.",
                "Anything but 0: there is no new lane, and the backup is as it was."
            })
    static final class Restore implements Callable<Integer> {
        @Mixin
        private HomeOptions options;

        @Parameters(paramLabel = "BACKUP", description = "Its directory, or its name in $DRAGON_HOME/backups.")
        private String backup;

        @Option(
                names = "--lane",
                paramLabel = "NAME",
                description = "Restore to this lane; default the name that it had.")
        private String lane;

        @Option(names = "--last-term", paramLabel = "N", description = "Highest term that the lost lane began.")
        private Integer lastTerm;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() {
            final Path home = options.directory();
            final BackupCheck check = BackupCheck.of(home, backup);
            if (!check.isSound()) {
                tellProblems(check, spec);
                return ExitStatus.VERIFICATION_FAILED;
            }
            final LaneDirectory target = BackupRestore.target(home, check, lane);
            if (lastTerm == null) {
                throw new OperatorException(
                        ExitStatus.GATE,
                        "Cannot restore to " + target.root() + " without --last-term: the backup knows of term "
                                + BackupRestore.termOf(check)
                                + ", but the lost lane may have begun others since, and their order ids must not come again."
                                + " Nothing was written. Next: find its highest term as dragon backup restore --help says");
            }
            final BackupRestore.Restored restored = BackupRestore.restore(home, check, lane, lastTerm);
            if (options.isJson()) {
                JsonOutput.document(spec.commandLine().getOut(), json(restored, check));
            } else {
                print(restored, check);
            }
            return ExitStatus.DONE;
        }

        private void print(final BackupRestore.Restored restored, final BackupCheck check) {
            final PrintWriter out = spec.commandLine().getOut();
            final String name = restored.identity().name();
            final String onLane = name.equals("main") ? "" : " --lane " + name;
            out.printf(
                    Locale.ROOT,
                    "restored  lane %s (%s) in %s, %s%n",
                    name,
                    restored.identity().modeName(),
                    restored.lane().root(),
                    text(restored.journal()));
            out.println("terms     up to " + restored.lastTerm() + " are taken for used, the first engine begins "
                    + (restored.lastTerm() + 1));
            out.println(
                    "held      kill switch pressed (control/KILL): no entry, exit or cancel leaves until a release");
            out.println("unknown   what happened after " + check.made() + ": fills, orders, commands, changed limits");
            out.println("Next:");
            out.println("  1  see to it that the lost lane runs nowhere any more, on no machine");
            out.println("  2  dragon run" + onLane + " ...");
            int step = 3;
            if (restored.identity().mode() != LaneMode.DRY_RUN) {
                out.println("  " + step++ + "  dragon account add LABEL" + onLane
                        + "      the keys of each account, with the label that it had");
            }
            out.println("  " + step++ + "  dragon status" + onLane
                    + "      until it has the restart report of each account; then dragon events" + onLane);
            out.println("  " + step++ + "  dragon positions" + onLane + ", dragon orders" + onLane
                    + "      compare with the exchange; put right what differs there");
            out.println("  " + step + "  dragon release" + onLane + " --reason \"compared after a restore\"");
        }

        private static Map<String, Object> json(final BackupRestore.Restored restored, final BackupCheck check) {
            final LaneIdentity identity = restored.identity();
            final Map<String, Object> json = new LinkedHashMap<>();
            json.put("schema", "dragon/backup-restore/1");
            json.put("backup", check.directory().toString());
            json.put("lane", identity.name());
            json.put("mode", identity.modeName());
            json.put("directory", restored.lane().root().toString());
            put(json, restored.journal());
            json.put("lastTermUsed", restored.lastTerm());
            json.put("isKillSwitchPressed", true);
            json.put("leftOut", List.of("vault.db"));
            return json;
        }
    }

    static void tellProblems(final BackupCheck check, final CommandSpec spec) {
        final PrintWriter err = spec.commandLine().getErr();
        final List<String> problems = check.problems();
        problems.stream()
                .limit(PROBLEMS_SHOWN)
                .forEach(problem -> err.println("Backup " + check.directory() + " is damaged: " + problem
                        + ". Nothing was changed. Next: use another backup; dragon backup create makes a new one"));
        if (problems.size() > PROBLEMS_SHOWN) {
            err.println("and " + (problems.size() - PROBLEMS_SHOWN) + " more");
        }
    }

    private static String text(final JournalReport journal) {
        return String.format(
                Locale.ROOT,
                "generation %d, %,d records, sequence %d to %d, term %d",
                journal.generation(),
                journal.records(),
                journal.firstSequence(),
                journal.lastSequence(),
                journal.lastTerm());
    }

    private static void put(final Map<String, Object> json, final JournalReport journal) {
        json.put("generation", journal.generation());
        json.put("records", journal.records());
        json.put("firstSequence", journal.firstSequence());
        json.put("lastSequence", journal.lastSequence());
        json.put("term", journal.lastTerm());
        json.put("lastTimeNs", journal.lastTimeNs());
    }
}
