package dragon.monitor.cli;

import dragon.engine.ExitStatus;
import dragon.engine.OperatorException;
import dragon.engine.lane.LaneDirectory;
import dragon.engine.transport.CommandAnswer;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** Verb {@code kill}: the freeze. */
@Command(name = "kill", description = "Freeze: nothing leaves the engine, not even cancels; working orders stay live.")
final class KillCommand extends ActingVerb {
    private static final String WORD = "KILL";

    @Parameters(arity = "0..1", paramLabel = "on|off", defaultValue = "on", description = "Default: on.")
    private String state;

    @Option(
            names = "--scope",
            defaultValue = "engine",
            description = "engine, account:<label> or bot:<name> (default: engine).")
    private String scope;

    @Option(names = "--confirm", paramLabel = WORD, description = "The word KILL, instead of typing it when asked.")
    private String confirm;

    @Override
    void check() {
        switch (state) {
            case "on" -> {}
            case "off" -> requireReason();
            default -> throw new ParameterException(spec().commandLine(), "kill takes on or off, not '" + state + "'.");
        }
        checkTheWord(WORD, confirm, "dragon kill --confirm KILL --reason \"...\"");
    }

    @Override
    void act(final Commander engine) throws Exception {
        final Scope target = Scope.of(this, scope);
        if (state.equals("off")) {
            done(
                    "KILL " + target.text() + " OFF",
                    engine.setKillSwitch(target.killScope(this), target.id(), false),
                    "dragon status");
            return;
        }
        target.killScope(this);
        err().println("KILL is a freeze. Nothing will be sent, not even cancels.");
        err().println("  " + countOf(ordersAtVenue(target.accountId(), target.botId())) + " " + liveAtVenue() + ".");
        err().flush();
        err().println("  If that is not what you want use: dragon halt --scope " + scope + " --reason \"...\"");
        err().flush();
        confirm();
        final CommandAnswer answer = engine.setKillSwitch(target.killScope(this), target.id(), true);
        done("KILL " + target.text() + " ON", answer, "dragon release --scope " + scope + " --reason \"...\"");
    }

    private void confirm() throws IOException {
        if (confirm == null) {
            askForTheWord(WORD, "dragon kill --confirm KILL --reason \"...\"");
            confirm = WORD;
        }
    }

    /** The whole engine has a second way in, which waits for an engine that is not there and goes past a command that was not answered. */
    @Override
    void onNoAnswer(final OperatorException fault) throws Exception {
        if (state.equals("off") || !Scope.of(this, scope).text().equals("engine") || !lane().exists()) {
            throw fault;
        }
        confirm();
        final Path file = lane().control().resolve(WORD);
        final boolean isRunning = fault.exitStatus() == ExitStatus.TIMED_OUT;
        final String who = isRunning
                ? "The engine of lane '" + laneName() + "' has not answered"
                : "No engine of lane '" + laneName() + "' answers";
        try {
            lane().createControl();
            LaneDirectory.createFile(file);
        } catch (final FileAlreadyExistsException e) {
            // Pressed before, and no engine has taken it since: it means the same.
        } catch (final IOException e) {
            throw new Failure(
                    ExitCode.of(fault.exitStatus()),
                    who + ", and " + file + " cannot be written: " + e + ". Nothing was frozen.",
                    "touch " + file + " as the owner of the lane, or stop the gateway: nothing leaves without it",
                    e);
        }
        throw new Failure(
                ExitCode.of(fault.exitStatus()),
                who + ": wrote " + file
                        + (isRunning
                                ? "; it is the kill switch of the whole engine as soon as the engine moves."
                                : "; the next engine freezes as it starts. What rests at the venue stays there."),
                isRunning
                        ? "dragon status; stop the gateway if kill stays off: nothing leaves without it"
                        : "dragon orders; rm the file to take it back before an engine starts",
                fault);
    }
}
