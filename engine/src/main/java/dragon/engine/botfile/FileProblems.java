package dragon.engine.botfile;

import dragon.engine.ExitStatus;
import dragon.engine.OperatorException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.tomlj.TomlPosition;

/** Everything that is wrong with what an operator wrote, each with its place: told at once, in the order of the file. */
final class FileProblems {
    /** One thing that is wrong, and where; without a place it was typed as a flag. */
    private record Problem(TomlPosition position, String text, boolean isFlag) {
        int line() {
            return position == null ? 0 : position.line();
        }

        int column() {
            return position == null ? 0 : position.column();
        }
    }

    private final Path path;
    private final List<Problem> problems = new ArrayList<>();

    /**
     * None yet.
     *
     * @param path of the file; null = all of it was typed
     */
    FileProblems(final Path path) {
        this.path = path;
    }

    /** Of the file; without a position it is told of its beginning. */
    void add(final TomlPosition position, final String text) {
        problems.add(new Problem(position, text, false));
    }

    /** Of a flag, or of a variable. */
    void addOfFlag(final String text) {
        problems.add(new Problem(null, text, true));
    }

    boolean isEmpty() {
        return problems.isEmpty();
    }

    /**
     * What the operator is told.
     *
     * @param nextOfFlags the next step where only flags are wrong
     */
    OperatorException failure(final String nextOfFlags) {
        final List<String> lines = problems.stream()
                .sorted(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column))
                .map(this::text)
                .distinct()
                .toList();
        final boolean isUsage = problems.stream().allMatch(Problem::isFlag);
        final String next = isUsage ? nextOfFlags : "correct the file and repeat the command";
        return new OperatorException(
                isUsage ? ExitStatus.USAGE : ExitStatus.CONFIG,
                lines.size() == 1
                        ? lines.get(0) + "; nothing was sent. Next: " + next
                        : isUsage
                                ? String.join("; ", lines) + "; nothing was sent. Next: " + next
                                : path + " has " + lines.size() + " errors; nothing was sent.\n"
                                        + String.join("\n", lines) + "\nNext: " + next);
    }

    private String text(final Problem problem) {
        if (problem.isFlag()) {
            return problem.text();
        }
        final TomlPosition position = problem.position();
        return path + (position == null ? ":1:1" : ":" + position.line() + ":" + position.column()) + ": "
                + problem.text();
    }
}
