package dragon.tools.process;

import dragon.engine.ExitStatus;
import dragon.engine.OperatorException;
import dragon.engine.journal.JournalBeginning;
import dragon.engine.journal.JournalRepair;
import dragon.engine.journal.JournalReport;
import dragon.engine.journal.JournalVerifier;
import dragon.engine.journal.chronicle.ChronicleJournal;
import dragon.engine.journal.chronicle.ChronicleJournalConfig;
import dragon.engine.lane.LaneDirectory;
import dragon.engine.lane.LaneLock;
import dragon.tools.journal.ImagesAhead;
import dragon.tools.journal.JournalBeginningText;
import dragon.tools.journal.JournalDump;
import dragon.tools.journal.JournalFiles;
import dragon.tools.journal.JournalSummary;
import dragon.tools.journal.JsonOutput;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code dragon journal}: look at the record of everything that happened. */
@Command(
        name = "journal",
        mixinStandardHelpOptions = true,
        description =
                "Look at a lane's journal; all verbs work while the engine runs, without locks, and after it died.",
        subcommands = {
            JournalVerb.Describe.class,
            JournalVerb.Dump.class,
            JournalVerb.Verify.class,
            JournalVerb.Repair.class
        })
final class JournalVerb implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "Missing verb: describe, dump, verify or repair");
    }

    /** What generations, files, records and terms there are. */
    @Command(
            name = "describe",
            mixinStandardHelpOptions = true,
            description = "Generations, files, bytes, records, first and last sequence and time, terms.",
            footer = {"", "Examples:", "  dragon journal describe", "  dragon journal describe --lane live --json"})
    static final class Describe implements Callable<Integer> {
        @Mixin
        private JournalOptions options;

        @Option(names = "--json", description = "One JSON document.")
        private boolean isJson;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() {
            final PrintWriter out = spec.commandLine().getOut();
            final Path directory = options.journalDirectory();
            final List<JournalFiles> generations = JournalFiles.generations(directory);
            final JournalSummary summary = JournalSummary.of(directory);
            if (isJson) {
                final Map<String, Object> json = new LinkedHashMap<>();
                json.put("schema", "dragon/journal-describe/1");
                json.put("journal", directory.toString());
                json.put(
                        "generations",
                        generations.stream().map(JournalFiles::json).toList());
                JournalBeginningText.put(json, directory);
                json.putAll(summary.json());
                JsonOutput.document(out, json);
            } else {
                out.println("journal     " + directory);
                generations.forEach(generation -> out.println(generation.text()));
                JournalBeginning.wordsOf(directory).ifPresent(words -> out.println("retention   " + words));
                summary.lines().forEach(out::println);
            }
            return summary.damage().isEmpty() ? ExitStatus.DONE : ExitStatus.VERIFICATION_FAILED;
        }
    }

    /** Every record, decoded. */
    @Command(
            name = "dump",
            mixinStandardHelpOptions = true,
            description = "Print records, decoded.",
            footer = {
                "",
                "Examples:",
                "  dragon journal dump --from 402203 --limit 20",
                "  dragon journal dump --message PlaceOrder --ndjson"
            })
    static final class Dump implements Callable<Integer> {
        @Mixin
        private JournalOptions options;

        @Option(names = "--from", paramLabel = "SEQ", defaultValue = "1", description = "First sequence; default 1.")
        private long firstSequence;

        @Option(names = "--to", paramLabel = "SEQ", description = "Last sequence; default the last there is.")
        private long lastSequence = Long.MAX_VALUE;

        @Option(names = "--limit", paramLabel = "N", description = "At most this many records.")
        private long countMax;

        @Option(names = "--message", paramLabel = "NAME", description = "Only messages of this name, as PlaceOrder.")
        private String message = "";

        @Option(names = "--json", description = "One JSON document.")
        private boolean isJson;

        @Option(names = "--ndjson", description = "One JSON document a line.")
        private boolean isNdjson;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() {
            if (firstSequence < 1 || lastSequence < firstSequence || countMax < 0) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--from " + firstSequence + " --to " + lastSequence + " --limit " + countMax
                                + " selects nothing: sequences begin with 1 and grow");
            }
            final JournalDump.Format format =
                    isJson ? JournalDump.Format.JSON : isNdjson ? JournalDump.Format.NDJSON : JournalDump.Format.TEXT;
            JournalDump.print(
                    ChronicleJournal.reader(options.journalDirectory()),
                    spec.commandLine().getOut(),
                    format,
                    new JournalDump.Selection(firstSequence, lastSequence, countMax, message));
            return ExitStatus.DONE;
        }
    }

    /** Every record checked, and every place where one could be missing. */
    @Command(
            name = "verify",
            mixinStandardHelpOptions = true,
            description = "Check every record and every place where one could be missing; works on a live journal too.",
            footer = {"", "Exit status: 0 sound, 4 no such lane, 10 damaged."})
    static final class Verify implements Callable<Integer> {
        @Mixin
        private JournalOptions options;

        @Option(names = "--json", description = "One JSON document.")
        private boolean isJson;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() {
            final Path directory = options.journalDirectoryOrUnfinished();
            final JournalReport report = JournalVerifier.verify(directory);
            final PrintWriter out = spec.commandLine().getOut();
            if (isJson) {
                final Map<String, Object> json = new LinkedHashMap<>();
                json.put("schema", "dragon/journal-verify/1");
                json.put("journal", directory.toString());
                json.put("result", report.isSound() ? "sound" : "damaged");
                JournalBeginningText.put(json, directory);
                json.putAll(json(report));
                JsonOutput.document(out, json);
            } else if (report.isSound()) {
                out.println("sound: " + text(report));
                JournalBeginning.wordsOf(directory).ifPresent(out::println);
            } else {
                out.println("good before the damage: " + text(report));
            }
            if (!report.isSound()) {
                spec.commandLine().getErr().println(report.damage().words(options.laneName()));
            }
            return report.isSound() ? ExitStatus.DONE : ExitStatus.VERIFICATION_FAILED;
        }
    }

    /** A damaged generation is sealed and the next one starts with all before the damage. */
    @Command(
            name = "repair",
            mixinStandardHelpOptions = true,
            description = "Seal a damaged journal as it is and start the next generation with every record before the"
                    + " damage. Records after it are kept in sealed/, and are no longer part of the history. Of a sound"
                    + " journal that ends before a state image, set the image aside.",
            footer = {
                "",
                "Example:",
                "  dragon journal repair --lane main --confirm REPAIR",
                "",
                "Exit status: 0 repaired or nothing to repair, 4 no such lane, 5 an engine leads the lane,",
                "6 not confirmed, 10 not repaired."
            })
    static final class Repair implements Callable<Integer> {
        private static final String CONFIRMATION = "REPAIR";

        @Mixin
        private JournalOptions options;

        @Option(names = "--confirm", paramLabel = CONFIRMATION, description = "Must be the word " + CONFIRMATION + ".")
        private String confirmation = "";

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() {
            final LaneDirectory lane = options.existingLane();
            final LaneLock ownership = LaneLock.take(lane, "journal repair");
            try {
                repairIfConfirmed(lane);
            } finally {
                ownership.close();
            }
            return ExitStatus.DONE;
        }

        private void repairIfConfirmed(final LaneDirectory lane) {
            final JournalReport found = JournalVerifier.verify(lane.journal());
            if (found.isSound()) {
                setImagesAsideIfConfirmed(lane, found);
                return;
            }
            if (!CONFIRMATION.equals(confirmation)) {
                throw new OperatorException(
                        ExitStatus.NOT_CONFIRMED,
                        "Not confirmed: " + found.damage().words(options.laneName()) + " --confirm " + CONFIRMATION
                                + ", which keeps records up to sequence " + found.lastSequence()
                                + " and seals the rest; orders placed by sealed records may be live at the venue");
            }
            repair(lane);
        }

        private void setImagesAsideIfConfirmed(final LaneDirectory lane, final JournalReport found) {
            final long newest = ImagesAhead.newestBehind(lane, found.lastSequence());
            if (newest == 0) {
                spec.commandLine().getOut().println("nothing to repair: " + text(found));
                return;
            }
            if (!CONFIRMATION.equals(confirmation)) {
                throw new OperatorException(
                        ExitStatus.NOT_CONFIRMED,
                        "Not confirmed: the journal is sound and ends at sequence " + found.lastSequence()
                                + ", a state image is of " + newest + ": " + (newest - found.lastSequence())
                                + " records are missing. Nothing was changed. Next: bring the journal's files back; if"
                                + " they are gone for good, --confirm " + CONFIRMATION + " sets the image aside; orders"
                                + " placed by missing records may be live at the venue");
            }
            final PrintWriter out = spec.commandLine().getOut();
            out.println("sound:    " + text(found));
            for (final Path image : ImagesAhead.setAside(lane, found.lastSequence())) {
                out.println("set aside " + image + " (a state image of a record that is missing)");
            }
            printNext(out);
        }

        private void repair(final LaneDirectory lane) {
            final JournalRepair.Result result =
                    JournalRepair.repair(lane.journal(), lane.sealed(), ChronicleJournalConfig.standard());
            final PrintWriter out = spec.commandLine().getOut();
            out.println("repaired: " + text(result.now()));
            out.println("sealed    " + result.sealed());
            for (final Path image : ImagesAhead.sealBehind(lane, result)) {
                out.println("sealed    " + image + " (a state image of a record after the damage)");
            }
            printNext(out);
        }

        private void printNext(final PrintWriter out) {
            out.println("Next: dragon engine --lane " + options.laneName()
                    + "; it queries every order in doubt before it sends anything");
        }
    }

    private static String text(final JournalReport report) {
        return String.format(
                java.util.Locale.ROOT,
                "generation %d, %,d records, sequence %d to %d, term %d",
                report.generation(),
                report.records(),
                report.firstSequence(),
                report.lastSequence(),
                report.lastTerm());
    }

    private static Map<String, Object> json(final JournalReport report) {
        final Map<String, Object> json = new LinkedHashMap<>();
        json.put("generation", report.generation());
        json.put("records", report.records());
        json.put("documents", report.documents());
        json.put("voidDocuments", report.voidDocuments());
        json.put("firstSequence", report.firstSequence());
        json.put("lastSequence", report.lastSequence());
        json.put("lastTerm", report.lastTerm());
        json.put("lastTimeNs", report.lastTimeNs());
        if (report.damage() != null) {
            final Map<String, Object> damage = new LinkedHashMap<>();
            damage.put("kind", report.damage().kind().name().toLowerCase(java.util.Locale.ROOT));
            damage.put("generation", report.damage().generation());
            damage.put("lastGoodSequence", report.damage().lastGoodSequence());
            damage.put("file", report.damage().file().toString());
            damage.put("byte", report.damage().position());
            json.put("damage", damage);
        }
        return json;
    }
}
