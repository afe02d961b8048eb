package dragon.tools.process;

import dragon.engine.ExitStatus;
import dragon.engine.OperatorException;
import dragon.engine.journal.JournalReport;
import dragon.engine.journal.JournalVerifier;
import dragon.engine.journal.chronicle.ChronicleJournal;
import dragon.tools.explain.OrderStory;
import dragon.tools.journal.JsonOutput;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dragon explain}: what became of an order? */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description = "Tell the life of one order from the journal, a line for each record of it: every attempt of its"
                + " intent, what was sent, what the venue said, what was filled. Works while the engine runs and after"
                + " it died.",
        footer = {
            "",
            "Examples:",
            "  dragon explain 140739635838977",
            "  dragon explain 140739635838977 --lane live --json",
            "",
            "A line: term:sequence, time, attempt, time since its place was journaled, words.",
            "Exit status: 0 told, 4 no such order or lane, 10 damaged journal."
        })
final class ExplainVerb implements Callable<Integer> {
    @Parameters(paramLabel = "ORDER", description = "Client order id, or intent id.")
    private long id;

    @Mixin
    private JournalOptions options;

    @Option(names = "--json", description = "One JSON document.")
    private boolean isJson;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (id < 1) {
            throw new ParameterException(spec.commandLine(), "ORDER " + id + " is no id: ids are positive");
        }
        final Path directory = options.journalDirectory();
        final OrderStory story = OrderStory.read(() -> ChronicleJournal.reader(directory), id);
        final String damage = damage(directory, story);
        if (!story.isFound()) {
            if (!damage.isEmpty()) {
                throw new OperatorException(
                        ExitStatus.VERIFICATION_FAILED,
                        "Order " + id + " is not among the " + story.lastSequence() + " sound records of " + directory
                                + ". " + damage);
            }
            throw new OperatorException(
                    ExitStatus.NOT_FOUND,
                    "No order " + id + " in " + directory + " up to sequence " + story.lastSequence()
                            + ". Next: dragon journal dump --message PlaceOrder shows all ids; check --lane");
        }

        final PrintWriter out = spec.commandLine().getOut();
        if (isJson) {
            final Map<String, Object> json = new LinkedHashMap<>();
            json.put("schema", "dragon/explain-order/1");
            json.put("journal", directory.toString());
            json.putAll(story.json());
            json.put("lastSequence", story.lastSequence());
            json.put("damage", damage.isEmpty() ? null : damage);
            JsonOutput.document(out, json);
        } else {
            story.lines().forEach(out::println);
            out.flush();
        }
        if (!damage.isEmpty()) {
            spec.commandLine().getErr().println("In " + directory + ": " + damage);
        }
        return damage.isEmpty() ? ExitStatus.DONE : ExitStatus.VERIFICATION_FAILED;
    }

    /** A reader goes silent at a hole: so the place where it stopped is looked at as the engine would before a start. */
    private String damage(final Path directory, final OrderStory story) {
        if (!story.damage().isEmpty()) {
            return story.damage();
        }
        final JournalReport tail = JournalVerifier.verifyFrom(directory, story.lastSequence());
        return tail.isSound() ? "" : tail.damage().words(options.laneName());
    }
}
