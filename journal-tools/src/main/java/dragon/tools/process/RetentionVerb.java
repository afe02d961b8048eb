package dragon.tools.process;

import dragon.engine.ExitStatus;
import dragon.engine.lane.LaneDirectory;
import dragon.tools.backup.BackupCheck;
import dragon.tools.backup.LaneReading;
import dragon.tools.journal.JournalBeginningText;
import dragon.tools.journal.JsonOutput;
import dragon.tools.retention.Holds;
import dragon.tools.retention.Retention;
import dragon.tools.retention.RetentionPlan;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dragon retention}: let the oldest files of a journal go once a backup holds them and nothing needs them. */
@Command(
        name = "retention",
        mixinStandardHelpOptions = true,
        description = "Remove the oldest files of a lane's journal: only what a backup holds and nothing here needs.",
        subcommands = {
            RetentionVerb.Show.class,
            RetentionVerb.Run.class,
            RetentionVerb.Hold.class,
            RetentionVerb.Release.class
        })
final class RetentionVerb implements Callable<Integer> {
    private static final Duration BACKUP_AGE_MAX = Duration.ofHours(24);

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "Missing verb: show, run, hold or release");
    }

    /** What is looked at. */
    static final class PlanOptions {
        @Mixin
        private BackupVerb.HomeOptions home;

        @Option(names = "--lane", paramLabel = "NAME", defaultValue = "main", description = "Lane; default main.")
        private String lane;

        @Option(
                names = "--backup",
                paramLabel = "BACKUP",
                description =
                        "Backup that must hold what goes, its directory or its name in $DRAGON_HOME/backups; all of it is"
                                + " read again. Default the newest of this lane there.")
        private String backup;

        @Option(
                names = "--keep-days",
                paramLabel = "N",
                defaultValue = "7",
                description = "So many days before the last record stay, whatever else; default 7.")
        private int keepDays;

        LaneDirectory lane() {
            return JournalOptions.existingLane(home.directory(), lane);
        }

        /** The backup, read again; null if there is none. */
        BackupCheck backup(final CommandSpec spec) {
            if (keepDays < 0 || keepDays > 36_500) {
                throw new ParameterException(
                        spec.commandLine(), "--keep-days " + keepDays + " must be from 0 to 36500");
            }
            final String named = backup != null
                    ? backup
                    : BackupCheck.newestOf(home.directory(), lane)
                            .map(Path::toString)
                            .orElse(null);
            return named == null ? null : BackupCheck.of(home.directory(), named);
        }
    }

    /** Each file, and why it stays. */
    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description =
                    "Show each file of the journal, why it has to stay or that it may go, and what would be freed."
                            + " Works while the engine runs; reads all of the backup.",
            footer = {
                "",
                "Examples:",
                "  dragon retention show",
                "  dragon retention show --lane live --backup /mnt/keep/live-20260101T000000123Z --keep-days 30",
                "",
                "Exit status: 0 shown, 4 no such lane or backup, 10 journal or backup damaged."
            })
    static final class Show implements Callable<Integer> {
        @Mixin
        private PlanOptions options;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() {
            final LaneDirectory lane = options.lane();
            final BackupCheck backup = options.backup(spec);
            if (backup != null && !backup.isSound()) {
                BackupVerb.tellProblems(backup, spec);
                return ExitStatus.VERIFICATION_FAILED;
            }
            final RetentionPlan plan = RetentionPlan.of(lane, backup, options.keepDays);
            tellOldBackup(plan, spec);
            if (options.home.isJson()) {
                JsonOutput.document(spec.commandLine().getOut(), json("dragon/retention-show/1", plan, false));
            } else {
                print(plan, spec);
                spec.commandLine().getOut().println(frees(plan, "frees     "));
            }
            return ExitStatus.DONE;
        }
    }

    /** The oldest files go. */
    @Command(
            name = "run",
            mixinStandardHelpOptions = true,
            description =
                    "Remove the files that dragon retention show says may go, oldest first. Without --yes it says what it"
                            + " would do. Engine and standbys of the lane must be stopped.",
            footer = {
                "",
                "Examples:",
                "  dragon retention run",
                "  dragon retention run --lane live --backup /mnt/keep/live-20260101T000000123Z --yes",
                "",
                "Exit status: 0 done, or nothing to do, or not confirmed; 3 the disk says no; 4 no such lane or backup;",
                "5 an engine, a standby, a backup or another retention is at work; 10 journal or backup damaged."
            })
    static final class Run implements Callable<Integer> {
        @Mixin
        private PlanOptions options;

        @Option(names = "--yes", description = "Do it.")
        private boolean isConfirmed;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() {
            final LaneDirectory lane = options.lane();
            final BackupCheck backup = options.backup(spec);
            if (backup != null && !backup.isSound()) {
                BackupVerb.tellProblems(backup, spec);
                return ExitStatus.VERIFICATION_FAILED;
            }
            final PrintWriter out = spec.commandLine().getOut();
            final boolean isJson = options.home.isJson();
            final RetentionPlan plan = isConfirmed
                    ? Retention.run(
                            lane,
                            options.lane,
                            backup,
                            options.keepDays,
                            Instant.now(),
                            isJson ? line -> {} : out::println)
                    : RetentionPlan.of(lane, backup, options.keepDays);
            tellOldBackup(plan, spec);
            if (isJson) {
                JsonOutput.document(out, json("dragon/retention-run/1", plan, isConfirmed));
            } else if (isConfirmed) {
                out.println(frees(plan, "freed     "));
            } else {
                print(plan, spec);
                out.println(frees(plan, "would free "));
                if (!plan.going().isEmpty()) {
                    out.println("Nothing was removed. Next: dragon retention run --yes, with the engine stopped");
                }
            }
            return ExitStatus.DONE;
        }
    }

    /** An incident is open. */
    @Command(
            name = "hold",
            mixinStandardHelpOptions = true,
            description = "Keep the journal from a record on until the hold is released, for an incident that is open.",
            footer = {
                "",
                "Examples:",
                "  dragon retention hold --from 402203 --reason \"position drift on btc\"",
                "  dragon retention hold --all --reason \"audit of the year\"",
                "",
                "Exit status: 0 held, 2 no reason, 4 no such lane, 5 files are being removed."
            })
    static final class Hold implements Callable<Integer> {
        @Mixin
        private BackupVerb.HomeOptions options;

        @Option(names = "--lane", paramLabel = "NAME", defaultValue = "main", description = "Lane; default main.")
        private String lane;

        @ArgGroup(multiplicity = "1")
        private Extent extent;

        @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "What has happened.")
        private String reason;

        @Spec
        private CommandSpec spec;

        /** From where on. */
        static final class Extent {
            @Option(names = "--from", paramLabel = "SEQ", description = "First record that has to stay.")
            private long fromSequence;

            @Option(names = "--all", description = "All that there is.")
            private boolean isAll;
        }

        @Override
        public Integer call() {
            final LaneDirectory directory = JournalOptions.existingLane(options.directory(), lane);
            final long from = extent.isAll ? 1 : extent.fromSequence;
            if (from < 1) {
                throw new ParameterException(spec.commandLine(), "--from " + from + " is no record: they begin with 1");
            }
            final LaneReading reading = LaneReading.shared(directory, "hold the journal");
            try {
                final Holds.Hold hold = Holds.of(directory).add(from, Instant.now(), reason);
                if (options.isJson()) {
                    final Map<String, Object> json = new LinkedHashMap<>();
                    json.put("schema", "dragon/retention-hold/1");
                    json.putAll(RetentionVerb.json(hold));
                    JsonOutput.document(spec.commandLine().getOut(), json);
                } else {
                    spec.commandLine().getOut().println("held      " + words(hold));
                    spec.commandLine()
                            .getOut()
                            .println("Next, when the incident is closed: dragon retention release " + hold.number()
                                    + (lane.equals("main") ? "" : " --lane " + lane));
                }
            } finally {
                reading.close();
            }
            return ExitStatus.DONE;
        }
    }

    /** An incident is closed. */
    @Command(
            name = "release",
            mixinStandardHelpOptions = true,
            description = "Take back a hold.",
            footer = {
                "",
                "Example:",
                "  dragon retention release 1",
                "",
                "Exit status: 0 released, 4 no such lane or hold, 5 files are being removed."
            })
    static final class Release implements Callable<Integer> {
        @Mixin
        private BackupVerb.HomeOptions options;

        @Option(names = "--lane", paramLabel = "NAME", defaultValue = "main", description = "Lane; default main.")
        private String lane;

        @Parameters(paramLabel = "NUMBER", description = "As dragon retention show and hold say.")
        private int number;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() {
            final LaneDirectory directory = JournalOptions.existingLane(options.directory(), lane);
            final LaneReading reading = LaneReading.shared(directory, "release the journal");
            try {
                final Holds.Hold hold = Holds.of(directory).release(number);
                if (options.isJson()) {
                    final Map<String, Object> json = new LinkedHashMap<>();
                    json.put("schema", "dragon/retention-release/1");
                    json.putAll(RetentionVerb.json(hold));
                    JsonOutput.document(spec.commandLine().getOut(), json);
                } else {
                    spec.commandLine().getOut().println("released  " + words(hold));
                }
            } finally {
                reading.close();
            }
            return ExitStatus.DONE;
        }
    }

    private static void print(final RetentionPlan plan, final CommandSpec spec) {
        final PrintWriter out = spec.commandLine().getOut();
        out.printf(
                Locale.ROOT,
                "journal   %s, %d files, sequence %,d to %,d%n",
                plan.lane().journal(),
                plan.files().size(),
                plan.journal().firstSequence(),
                plan.journal().lastSequence());
        final BackupCheck backup = plan.backup();
        if (backup == null) {
            out.println("backup    none. Next: dragon backup create");
        } else {
            out.printf(
                    Locale.ROOT,
                    "backup    %s, made %s (%s ago), read again now: sound, sequence %,d to %,d%n",
                    backup.directory(),
                    backup.made(),
                    age(ageOf(backup)),
                    backup.firstSequence(),
                    backup.lastSequence());
        }
        out.printf(
                Locale.ROOT,
                "images    %d verified; the oldest is of sequence %,d%n",
                plan.imagesVerified(),
                plan.imageFloor());
        plan.holds().forEach(hold -> out.println("incident  " + words(hold)));
        out.printf(Locale.ROOT, "%-20s %14s %14s %16s %8s  %s%n", "FILE", "FIRST", "LAST", "BYTES", "AGE", "");
        for (final RetentionPlan.File file : plan.files()) {
            out.printf(
                    Locale.ROOT,
                    "%-20s %,14d %,14d %,16d %8s  %s%n",
                    file.name(),
                    file.firstSequence(),
                    file.lastSequence(),
                    file.bytes(),
                    file.lastTimeNs() == 0 ? "-" : age(ageOf(file)),
                    plan.left().contains(file)
                            ? "may go: left by a run that was interrupted"
                            : file.mayGo() ? "may go" : "stays: " + file.stays());
        }
    }

    private static String frees(final RetentionPlan plan, final String verb) {
        return String.format(
                Locale.ROOT,
                "%s%,d bytes in %d files",
                verb,
                plan.bytesGoing(),
                plan.going().size());
    }

    private static void tellOldBackup(final RetentionPlan plan, final CommandSpec spec) {
        final BackupCheck backup = plan.backup();
        if (backup != null && ageOf(backup).compareTo(BACKUP_AGE_MAX) > 0) {
            spec.commandLine()
                    .getErr()
                    .println("backup_old: backup " + backup.directory() + " was made " + age(ageOf(backup))
                            + " ago, more than " + BACKUP_AGE_MAX.toHours()
                            + " h. What came after it is in one place only. Next: dragon backup create");
        }
    }

    private static Duration ageOf(final BackupCheck backup) {
        return Duration.between(backup.madeAt(), Instant.now());
    }

    private static Duration ageOf(final RetentionPlan.File file) {
        return Duration.between(Instant.ofEpochMilli(TimeUnit.NANOSECONDS.toMillis(file.lastTimeNs())), Instant.now());
    }

    private static String age(final Duration age) {
        final long hours = Math.max(0, age.toHours());
        return hours >= 48 ? hours / 24 + " d" : hours > 0 ? hours + " h" : Math.max(0, age.toMinutes()) + " min";
    }

    private static String words(final Holds.Hold hold) {
        return "incident " + hold.number() + ", from sequence " + hold.fromSequence() + " on, since " + hold.at() + ": "
                + hold.reason();
    }

    private static Map<String, Object> json(final String schema, final RetentionPlan plan, final boolean isDone) {
        final Map<String, Object> json = new LinkedHashMap<>();
        json.put("schema", schema);
        json.put("journal", plan.lane().journal().toString());
        json.put("isRemoved", isDone);
        json.put("firstSequence", plan.journal().firstSequence());
        json.put("lastSequence", plan.journal().lastSequence());
        final BackupCheck backup = plan.backup();
        json.put("backup", backup == null ? null : backup.directory().toString());
        if (backup != null) {
            json.put("backupMade", backup.made());
            json.put("backupAgeSeconds", ageOf(backup).toSeconds());
            json.put("isBackupOld", ageOf(backup).compareTo(BACKUP_AGE_MAX) > 0);
            json.put("backupFirstSequence", backup.firstSequence());
            json.put("backupLastSequence", backup.lastSequence());
        }
        json.put("imagesVerified", plan.imagesVerified());
        json.put("imageSequenceMin", plan.imageFloor());
        json.put("incidents", plan.holds().stream().map(RetentionVerb::json).toList());
        json.put("files", plan.files().stream().map(RetentionVerb::json).toList());
        json.put("filesGoing", plan.going().size());
        json.put("bytesGoing", plan.bytesGoing());
        JournalBeginningText.put(json, plan.lane().journal());
        return json;
    }

    private static Map<String, Object> json(final RetentionPlan.File file) {
        final Map<String, Object> json = new LinkedHashMap<>();
        json.put("file", file.name());
        json.put("firstSequence", file.firstSequence());
        json.put("lastSequence", file.lastSequence());
        json.put("bytes", file.bytes());
        json.put("lastTimeNs", file.lastTimeNs());
        json.put("mayGo", file.mayGo());
        json.put("stays", file.mayGo() ? null : file.stays());
        return json;
    }

    private static Map<String, Object> json(final Holds.Hold hold) {
        final Map<String, Object> json = new LinkedHashMap<>();
        json.put("incident", hold.number());
        json.put("fromSequence", hold.fromSequence());
        json.put("at", hold.at());
        json.put("reason", hold.reason());
        return json;
    }
}
