package dragon.tools.process;

import dragon.engine.ExitStatus;
import dragon.engine.core.CoreLimits;
import dragon.engine.journal.JournalBeginning;
import dragon.engine.journal.JournalReader;
import dragon.engine.journal.JournalReport;
import dragon.engine.journal.JournalVerifier;
import dragon.engine.journal.RecordEnvelope;
import dragon.engine.journal.chronicle.ChronicleJournal;
import dragon.tools.follow.Divergence;
import dragon.tools.follow.OldestImage;
import dragon.tools.journal.DecodedMessage;
import dragon.tools.journal.JournalBeginningText;
import dragon.tools.journal.JsonOutput;
import dragon.tools.replay.ProgressLine;
import dragon.tools.replay.Replay;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code dragon replay}: does the journal, through this build, give the same history again? */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = "Replay a journal through the same core and compare every intent, audit message and state hash."
                + " Works while the engine runs, up to the present end, without locks.",
        footer = {
            "",
            "Examples:",
            "  dragon replay --verify",
            "  dragon replay --verify --lane live --json",
            "  dragon replay --verify --journal /backup/main/journal",
            "",
            "Exit status: 0 match, 4 no such lane, 10 diverged or damaged journal."
        })
final class ReplayVerb implements Callable<Integer> {
    private static final long WARM_AFTER_NS = 3_000_000_000L;
    private static final int PASSES_MAX = 100;

    @Mixin
    private JournalOptions options;

    @Option(names = "--verify", description = "Compare with the journal: what replay does.")
    private boolean isVerify;

    @Option(
            names = "--passes",
            paramLabel = "N",
            description =
                    "Replay this often in one process; the rate is that of the last pass. Default: until three seconds have"
                            + " passed, because what a short journal measures once is the start of the JVM.")
    private Integer passes;

    @Option(names = "--json", description = "One JSON document.")
    private boolean isJson;

    @Spec
    private CommandSpec spec;

    private long imageSequence;

    @Override
    public Integer call() {
        final Path directory = options.journalDirectory();
        if (passes != null && passes < 1) {
            throw new ParameterException(spec.commandLine(), "--passes " + passes + " must be at least 1");
        }
        final boolean isTerminal = System.console() != null;
        final long expected = isTerminal ? lastSequence(directory) : 0;
        final Replay.Result first = replay(directory, isTerminal, expected);
        Replay.Result result = first;
        int done = 1;
        long spentNs = first.elapsedNs();
        while (result.outcome() == Replay.Outcome.MATCH && isMoreWanted(done, spentNs)) {
            result = replay(directory, isTerminal, expected);
            spentNs += result.elapsedNs();
            done++;
        }

        if (isJson) {
            JsonOutput.document(spec.commandLine().getOut(), json(directory, result, first, done));
        } else {
            print(directory, result);
            if (done > 1 && result.outcome() == Replay.Outcome.MATCH) {
                spec.commandLine()
                        .getOut()
                        .printf(
                                Locale.ROOT,
                                "%d passes; the first, by a cold JVM: %,d records/s%n",
                                done,
                                first.recordsPerSecond());
            }
        }
        return result.outcome() == Replay.Outcome.MATCH ? ExitStatus.DONE : ExitStatus.VERIFICATION_FAILED;
    }

    private boolean isMoreWanted(final int done, final long spentNs) {
        return passes == null ? spentNs < WARM_AFTER_NS && done < PASSES_MAX : done < passes;
    }

    private Replay.Result replay(final Path directory, final boolean isTerminal, final long expected) {
        final ProgressLine progress = new ProgressLine(spec.commandLine().getErr(), isTerminal, expected);
        final Optional<OldestImage> image =
                OldestImage.ofShortened(directory, options.imagesDirectory(), CoreLimits.DEFAULT);
        imageSequence = image.map(found -> found.resume().sequence()).orElse(0L);
        final Replay.Result result = image.isEmpty()
                ? Replay.run(ChronicleJournal.reader(directory), CoreLimits.DEFAULT, progress)
                : Replay.run(
                        ChronicleJournal.reader(directory, imageSequence),
                        image.get().core(),
                        image.get().resume(),
                        progress);
        progress.end();
        return withTailChecked(directory, result);
    }

    /** A reader goes silent at a hole: so the place where it stopped is looked at as the engine would before a start. */
    private Replay.Result withTailChecked(final Path directory, final Replay.Result result) {
        if (!result.damage().isEmpty()) {
            return result;
        }
        final JournalReport tail = JournalVerifier.verifyFrom(directory, result.lastSequence());
        return tail.isSound() ? result : result.withDamage(tail.damage().words(options.laneName()));
    }

    /** Counts ahead, for the percentage only: reading without applying takes a tenth of the time. */
    private static long lastSequence(final Path directory) {
        final long[] last = {0};
        try (JournalReader reader = ChronicleJournal.reader(directory)) {
            while (reader.poll((buffer, offset, length) -> {
                if (length >= RecordEnvelope.MESSAGE_OFFSET) {
                    last[0] = RecordEnvelope.sequence(buffer, offset);
                }
            })) {
                // All work is in the handler.
            }
        }
        return last[0];
    }

    private void print(final Path directory, final Replay.Result result) {
        final PrintWriter out = spec.commandLine().getOut();
        final String counts = String.format(
                Locale.ROOT,
                "%,d records  %,d inputs  %,d intents  %,d checkpoints  %,d records/s  state hash %016x",
                result.recordCount(),
                result.inputCount(),
                result.intentCount(),
                result.checkpointCount(),
                result.recordsPerSecond(),
                result.stateHash());
        if (imageSequence > 0) {
            out.println(JournalBeginning.wordsOf(directory).orElse(""));
            out.printf(
                    Locale.ROOT,
                    "replayed behind the oldest state image that is here, of sequence %,d%n",
                    imageSequence);
        }
        switch (result.outcome()) {
            case MATCH -> out.println(
                    "match: every intent, audit message and state hash equals the journal\n" + counts);
            case DIVERGED -> out.println("diverged: " + result.divergenceCount() + " differences\n" + counts + "\n"
                    + result.firstDivergence().text());
            case DAMAGED -> out.println("damaged: " + counts);
        }
        if (!result.damage().isEmpty()) {
            spec.commandLine().getErr().println("In " + directory + ": " + result.damage());
        }
    }

    private Map<String, Object> json(
            final Path directory, final Replay.Result result, final Replay.Result first, final int done) {
        final Map<String, Object> json = new LinkedHashMap<>();
        json.put("schema", "dragon/replay/1");
        json.put("journal", directory.toString());
        if (imageSequence > 0) {
            json.put("imageSequence", imageSequence);
            JournalBeginningText.put(json, directory);
        }
        json.put("records", result.recordCount());
        json.put("inputs", result.inputCount());
        json.put("intents", result.intentCount());
        json.put("checkpoints", result.checkpointCount());
        json.put("lastSequence", result.lastSequence());
        json.put("term", result.term());
        json.put("elapsedMs", result.elapsedNs() / 1_000_000L);
        json.put("recordsPerSecond", result.recordsPerSecond());
        if (done > 1) {
            json.put("passes", done);
            json.put("firstPassRecordsPerSecond", first.recordsPerSecond());
        }
        json.put("result", result.outcome().name().toLowerCase(Locale.ROOT));
        json.put("diverged", result.divergenceCount());
        json.put("stateHash", String.format("%016x", result.stateHash()));
        if (result.firstDivergence() != null) {
            json.put("firstDivergence", json(result.firstDivergence()));
        }
        if (!result.damage().isEmpty()) {
            json.put("damage", result.damage());
        }
        return json;
    }

    private static Map<String, Object> json(final Divergence divergence) {
        final Map<String, Object> json = new LinkedHashMap<>();
        json.put("what", divergence.kind().name().toLowerCase(Locale.ROOT));
        json.put("sequence", divergence.sequence());
        json.put("term", divergence.term());
        json.put("time", DecodedMessage.timeText(divergence.timeNs()));
        json.put("kind", divergence.recordKind().toLowerCase(Locale.ROOT));
        json.put("message", divergence.template());
        json.put("inputSequence", divergence.inputSequence());
        json.put("inputMessage", divergence.inputTemplate());
        json.put("logicVersion", divergence.logicVersion());
        json.put("journal", divergence.found());
        json.put("recomputed", divergence.expected());
        return json;
    }
}
