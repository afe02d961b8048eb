package dragon.monitor.cli;

import dragon.engine.transport.CommandAnswer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
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
        if (confirm != null && !confirm.equals(WORD)) {
            throw unconfirmed();
        }
    }

    @Override
    void act(final Commander engine) throws Exception {
        final Scope target = Scope.of(this, scope);
        if (state.equals("off")) {
            ReleaseCommand.release(this, engine, target);
            return;
        }
        err().println("KILL is a freeze. Nothing will be sent, not even cancels.");
        err().println("  " + countOf(ordersAtVenue(target.accountId(), target.botId())) + " LIVE at the venue.");
        err().flush();
        if (confirm == null) {
            askForTheWord();
        }
        final CommandAnswer answer = engine.setKillSwitch(target.kind(), target.id(), true);
        done("KILL " + target.text() + " ON", answer, "dragon release --scope " + scope + " --reason \"...\"");
    }

    private void askForTheWord() throws IOException {
        err().print("type KILL to continue: ");
        err().flush();
        final String typed = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
        if (typed == null || !typed.strip().equals(WORD)) {
            throw unconfirmed();
        }
    }

    private static Failure unconfirmed() {
        return new Failure(
                ExitCode.UNCONFIRMED,
                "Not confirmed: the word is KILL, in capitals. Nothing was changed.",
                "dragon kill --confirm KILL --reason \"...\"");
    }
}
