package dragon.tools.simulate;

import dragon.engine.ExitStatus;
import dragon.engine.OperatorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import org.agrona.collections.LongHashSet;

/**
 * A run in a file: seed, length, and the strikes that may happen; all else follows from the seed.
 *
 * <pre>
 *   dragon-scenario 1
 *   seed 48
 *   events 3000
 *   violates I-34
 *   strike D1_CLOCK_BACK 3
 * </pre>
 *
 * <p>A line {@code forced} says that the strikes happen whatever the seed draws.
 *
 * <p>Lines that begin with # are for people.
 */
public final class Scenario {
    private static final String FIRST_LINE = "dragon-scenario 1";

    private final Plan plan;
    private final String violates;

    private Scenario(final Plan plan, final String violates) {
        this.plan = plan;
        this.violates = violates;
    }

    Plan plan() {
        return plan;
    }

    /** Id of the invariant that it violated when it was found, or empty. */
    public String violates() {
        return violates;
    }

    /** The lines of a file for a run with these strikes. */
    static List<String> lines(final Outcome outcome, final List<Outcome.Strike> strikes) {
        final List<String> lines = new ArrayList<>();
        lines.add(FIRST_LINE);
        lines.add("seed " + outcome.plan().seed());
        lines.add("events " + outcome.plan().events());
        if (outcome.violation() != null) {
            lines.add("violates " + outcome.violation().invariant());
            lines.add("# " + outcome.violation().getMessage().replace('\n', ' '));
        }
        if (outcome.plan().isForced()) {
            lines.add("forced");
        }
        for (final Outcome.Strike strike : strikes) {
            lines.add("strike " + strike.fault() + " " + strike.chance());
        }
        return lines;
    }

    /**
     * Reads a file.
     *
     * @throws OperatorException where it cannot be read or says what nobody understands
     */
    public static Scenario read(final Path file) {
        try {
            return of(Files.readAllLines(file), file.toString());
        } catch (final IOException e) {
            throw new OperatorException(
                    ExitStatus.NOT_FOUND,
                    "Cannot read scenario " + file + ": " + e.getMessage()
                            + ". Nothing was simulated. Next: name a file that dragon simulate wrote.",
                    e);
        }
    }

    /** Understands the lines of a file. */
    static Scenario of(final List<String> lines, final String name) {
        if (lines.isEmpty() || !lines.get(0).strip().equals(FIRST_LINE)) {
            throw bad(name, 1, "expected '" + FIRST_LINE + "'");
        }
        long seed = 0;
        long events = Plan.EVENTS_DEFAULT;
        String violates = "";
        final LongHashSet kept = new LongHashSet();
        final EnumSet<FaultClass> classes = EnumSet.noneOf(FaultClass.class);
        boolean isForced = false;
        for (int i = 1; i < lines.size(); i++) {
            final String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            final String[] words = line.split("\\s+");
            try {
                switch (words[0].toLowerCase(Locale.ROOT)) {
                    case "seed" -> seed = Long.parseLong(words[1]);
                    case "events" -> events = Long.parseLong(words[1]);
                    case "violates" -> violates = words[1];
                    case "forced" -> isForced = true;
                    case "strike" -> {
                        classes.add(FaultClass.valueOf(words[1]));
                        kept.add(Faults.key(FaultClass.valueOf(words[1]), Long.parseLong(words[2])));
                    }
                    default -> throw bad(name, i + 1, "'" + words[0] + "' is no word of a scenario");
                }
            } catch (final IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
                throw bad(name, i + 1, "'" + line + "' is not understood");
            }
        }
        return new Scenario(
                new Plan(seed, events, isForced ? classes : EnumSet.allOf(FaultClass.class), kept, isForced), violates);
    }

    private static OperatorException bad(final String name, final int line, final String what) {
        return new OperatorException(
                ExitStatus.CONFIG,
                "Cannot use scenario " + name + ", line " + line + ": " + what
                        + ". Nothing was simulated. Next: correct it.");
    }
}
