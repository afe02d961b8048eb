package dragon.tools.process;

import dragon.engine.ExitStatus;
import dragon.engine.journal.chronicle.ChronicleJournal;
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
        subcommands = {JournalVerb.Describe.class, JournalVerb.Dump.class})
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
            final JournalSummary summary = JournalSummary.of(ChronicleJournal.reader(directory));
            if (isJson) {
                final Map<String, Object> json = new LinkedHashMap<>();
                json.put("schema", "dragon/journal-describe/1");
                json.put("journal", directory.toString());
                json.put(
                        "generations",
                        generations.stream().map(JournalFiles::json).toList());
                json.putAll(summary.json());
                JsonOutput.document(out, json);
            } else {
                out.println("journal     " + directory);
                generations.forEach(generation -> out.println(generation.text()));
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
}
