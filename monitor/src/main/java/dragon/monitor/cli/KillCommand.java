package dragon.monitor.cli;

import dragon.engine.OperatorException;
import dragon.engine.transport.CommandAnswer;
import java.io.IOException;
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
        sayThatItFreezes("KILL", target.accountId(), target.botId(), "dragon halt --scope " + scope);
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

    @Override
    String withoutNames() {
        return super.withoutNames() + ", or with --scope engine";
    }

    @Override
    void onNoAnswer(final OperatorException fault) throws Exception {
        if (state.equals("off")) {
            throw fault;
        }
        if (!isKept(scope)) {
            throw notKept(fault);
        }
        confirm();
        throw press(RedButton.KILL, fault);
    }
}
