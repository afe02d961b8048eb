package dragon.monitor.cli;

import dragon.engine.ExitStatus;
import dragon.engine.OperatorException;
import dragon.engine.lane.LaneDirectory;
import dragon.engine.protocol.LaneMode;
import dragon.engine.transport.CommandAnswer;
import dragon.monitor.snapshot.LaneSnapshot;
import dragon.monitor.snapshot.SnapshotReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** A verb that changes something: through the command ring, journaled, with the operator's name and reason. */
abstract class ActingVerb extends Verb {
    /** How long a name may take to show up in the snapshots after the command that made it. */
    private static final long SNAPSHOT_LAG_NS = TimeUnit.SECONDS.toNanos(3);

    private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(50);

    @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "", description = "Why; kept in the journal.")
    private String reason;

    private ExitCode ending;

    /** Says that it ends otherwise than done. */
    final void endWith(final ExitCode exitCode) {
        ending = exitCode;
    }

    /** Does it with an engine that answers. */
    abstract void act(Commander engine) throws Exception;

    /** Checks what can be checked before anything is sent. */
    void check() throws Exception {}

    /** What to do where no engine has answered; by default that is said and nothing else. */
    void onNoAnswer(final OperatorException fault) throws Exception {
        throw fault;
    }

    /** True when there is nothing to do after all, so that no engine is needed. */
    boolean isIdle() {
        return false;
    }

    /** Does it without any engine and says how it ended; null where it is to go through one. */
    ExitCode runWithoutEngine() throws Exception {
        return null;
    }

    @Override
    final ExitCode run() throws Exception {
        check();
        ending = ExitCode.DONE;
        if (isIdle()) {
            return ending;
        }
        final ExitCode alone = runWithoutEngine();
        if (alone != null) {
            return alone;
        }
        try (Commander engine = new Commander(lane(), reason)) {
            if (!Commander.journaled(reason).equals(reason)) {
                err().println("--reason was changed: the journal keeps printable ASCII, '?' for the rest, of at most "
                        + Commander.REASON_BYTES + " characters.");
                err().flush();
            }
            act(engine);
        } catch (final OperatorException e) {
            onNoAnswer(e);
        }
        out().flush();
        err().flush();
        return ending;
    }

    final String reason() {
        return reason;
    }

    /** What makes things more dangerous, or changes money, says why. */
    final void requireReason() {
        if (reason.isBlank()) {
            throw new ParameterException(spec().commandLine(), "Missing --reason: it is kept in the journal.");
        }
    }

    /** Refuses a confirmation that is given and is another word; null = not given. */
    static void checkTheWord(final String word, final String given, final String next) {
        if (given != null && !given.equals(word)) {
            throw unconfirmed(word, next);
        }
    }

    /** Asks for the word that confirms what cannot be taken back, at the terminal. */
    final void askForTheWord(final String word, final String next) throws IOException {
        err().print("type " + word + " to continue: ");
        err().flush();
        final String typed = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
        if (typed == null || !typed.strip().equals(word)) {
            throw unconfirmed(word, next);
        }
    }

    private static Failure unconfirmed(final String word, final String next) {
        return new Failure(
                ExitCode.UNCONFIRMED,
                "Not confirmed: the word is " + word + ", in capitals. Nothing was changed.",
                next);
    }

    /** Prints what was done, how long it took, and what comes next. */
    final void done(final String what, final CommandAnswer answer, final String next) {
        out().printf(Locale.ROOT, "%s   effective in %.2f ms%n", what, answer.measuredMicros() / 1000.0);
        out().flush();
        if (!next.isEmpty()) {
            err().println("Next: " + next);
        }
    }

    /**
     * How a verb of several commands ends when one of them has failed.
     *
     * @param applied what was done before, and stays done; with none of it the fault says all
     * @param fault a {@link Failure} or an {@link OperatorException} of the command
     */
    static RuntimeException partly(final List<String> applied, final RuntimeException fault, final String next) {
        if (applied.isEmpty()) {
            return fault;
        }
        final String said = fault.getMessage().replace("; nothing was changed.", ".");
        return new Failure(
                ExitCode.PARTLY_DONE,
                withoutNext(said) + " Already done: " + String.join(", ", applied) + ".", // The whole has another next.
                next,
                fault);
    }

    private static String withoutNext(final String said) {
        final int nextAt = said.indexOf(" Next: ");
        return nextAt < 0 ? said : said.substring(0, nextAt);
    }

    /** Whether a button of this scope can wait for an engine that is not there. */
    final boolean isKept(final String scope) {
        return scope.equals("engine") && lane().exists();
    }

    /**
     * Presses a button of the whole engine where no engine has answered: it waits for one that is not there, and goes past a command that
     * was not answered.
     *
     * @return what to end with: what was written, and what happens next
     */
    final Failure press(final RedButton button, final OperatorException fault) {
        final Path file = button.file(lane());
        final boolean isRunning = fault.exitStatus() == ExitStatus.TIMED_OUT;
        final String who = isRunning
                ? "The engine of lane '" + laneName() + "' has not answered"
                : "No engine of lane '" + laneName() + "' answers";
        try {
            button.press(lane());
        } catch (final IOException e) {
            return new Failure(
                    ExitCode.of(fault.exitStatus()),
                    who + ", and " + file + " cannot be written: " + e + ". "
                            + (button.isPressed(lane())
                                    ? "A loss of power may take it back."
                                    : "Nothing was " + button.participle() + "."),
                    "touch " + file + " as the owner of the lane, or stop the gateway: nothing leaves without it",
                    e);
        }
        return new Failure(
                ExitCode.of(fault.exitStatus()),
                who + ": wrote " + file
                        + (isRunning
                                ? "; it is the " + button.noun() + " of the whole engine as soon as the engine moves."
                                : "; the next engine " + button.nextEngine() + "."),
                isRunning
                        ? "dragon status; stop the gateway if the " + button.noun()
                                + " does not come: nothing leaves without it"
                        : "dragon orders; rm the file to take it back before an engine starts",
                fault);
    }

    /** What to end with where no engine leads and nothing keeps the command for the next one, which would trade. */
    final RuntimeException notKept(final OperatorException fault) {
        if (fault.exitStatus() != ExitStatus.ENGINE_NOT_RUNNING || !lane().exists()) {
            return fault;
        }
        return new Failure(
                ExitCode.ENGINE_NOT_RUNNING,
                withoutNext(fault.getMessage()),
                "dragon halt --reason \"...\" (or dragon kill --confirm KILL) first, which is kept for the next engine:"
                        + " one that is started now trades at once",
                fault);
    }

    final int accountId(final String label) {
        return id(label, snapshot -> Names.account(snapshot, label).id());
    }

    final int botId(final String name) {
        return id(name, snapshot -> Names.bot(snapshot, name).id());
    }

    /** The id that a name has in the snapshots, or that {@code #id} says itself. */
    private int id(final String name, final Function<LaneSnapshot, Integer> find) {
        if (name.matches("#\\d{1,9}")) {
            return Integer.parseInt(name.substring(1));
        }
        final long deadlineNs = System.nanoTime() + SNAPSHOT_LAG_NS;
        while (true) {
            final Failure failure;
            try {
                return find.apply(snapshot(lane(), laneName()));
            } catch (final Failure e) {
                failure = e;
            } catch (final SQLException e) { // The snapshotter puts a new one in the place of a damaged one.
                failure = ReadingVerb.unreadable(lane(), e, withoutNames());
            }
            if (System.nanoTime() - deadlineNs >= 0) {
                throw failure;
            }
            LockSupport.parkNanos(POLL_NS);
        }
    }

    /** What to do with an engine that is well while nothing tells the id of a name. */
    String withoutNames() {
        return "the same with '#ID' instead of the name"; // Quoted, for a shell takes the rest for a comment.
    }

    static LaneSnapshot snapshot(final LaneDirectory lane, final String laneName) throws SQLException {
        try (SnapshotReader reader = ReadingVerb.open(lane, laneName)) {
            final LaneSnapshot snapshot = reader.read(0);
            if (snapshot == null) {
                throw ReadingVerb.nothingYet(laneName);
            }
            return snapshot;
        }
    }

    /**
     * Says before a freeze what it leaves alone, and offers what is meant more often.
     *
     * @param accountId whose orders are counted; 0 = of all
     * @param botId the same
     * @param halt the command for that
     */
    final void sayThatItFreezes(final String what, final int accountId, final int botId, final String halt) {
        err().println(what + " is a freeze. Nothing will be sent, not even cancels.");
        err().println("  " + countOf(ordersAtVenue(accountId, botId)) + " " + liveAtVenue() + ".");
        err().println("  If that is not what you want use: " + halt + " --reason \"...\"");
        err().flush();
    }

    /** The last one, or null where none can be read: an emergency verb does not wait for a book-keeper. */
    final LaneSnapshot lastSnapshot() {
        try {
            return snapshot(lane(), laneName());
        } catch (final SQLException | Failure e) {
            return null;
        }
    }

    /** Legs that hold something in the last snapshot; 0 where there is none. */
    final long legsHeld() {
        final LaneSnapshot last = lastSnapshot();
        return last == null
                ? 0
                : last.legs().stream().filter(leg -> leg.quantityE8() != 0).count();
    }

    /** Orders that the venue has, or may have, as the last snapshot knows them; -1 = there is no snapshot. */
    private long ordersAtVenue(final int accountId, final int botId) {
        final LaneSnapshot last = lastSnapshot();
        return last == null
                ? -1
                : last.orders().stream()
                        .filter(order -> !order.status().equals("PARKED"))
                        .filter(order -> accountId == 0 || order.accountId() == accountId)
                        .filter(order -> botId == 0 || order.botId() == botId)
                        .count();
    }

    /** Where orders are that stay, and whether money is at stake there. */
    private String liveAtVenue() {
        return isDryRun() ? "open on paper (DRY)" : "LIVE at the venue";
    }

    private boolean isDryRun() {
        try {
            return lane().exists() && lane().open().mode() == LaneMode.DRY_RUN;
        } catch (final OperatorException e) {
            return false; // A damaged identity holds up no emergency verb; what is said is the worse of the two.
        }
    }

    private static String countOf(final long orders) {
        if (orders < 0) {
            return "An unknown number of orders stays";
        }
        return orders == 1 ? "1 order stays" : orders + " orders stay";
    }
}
