package dragon.monitor.cli;

import dragon.engine.OperatorException;
import dragon.engine.transport.CommandAnswer;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Verb {@code panic}: cancel all ours, then freeze. */
@Command(
        name = "panic",
        description = "Cancel all orders of ours, then freeze; positions stay open and nothing protects them.")
final class PanicCommand extends ActingVerb {
    private static final String WORD = "PANIC";
    private static final String NEXT = "dragon panic --confirm PANIC --reason \"...\"";

    @Option(
            names = "--scope",
            defaultValue = "engine",
            description = "engine, account:<label> or bot:<name> (default: engine).")
    private String scope;

    @Option(names = "--confirm", paramLabel = WORD, description = "The word PANIC, instead of typing it when asked.")
    private String confirm;

    @Override
    void check() {
        checkTheWord(WORD, confirm, NEXT);
    }

    @Override
    void act(final Commander engine) throws Exception {
        final Scope target = Scope.of(this, scope);
        target.killScope(this);
        err().println("PANIC cancels all that is ours, exits included, and then freezes. Positions stay open.");
        err().flush();
        confirm();
        final CommandAnswer answer = engine.panic(target);
        if (!answer.detail().isEmpty()) {
            err().println(answer.detail());
        }
        done(
                "PANIC " + target.text() + " (orders being cancelled: " + answer.createdId() + ")",
                answer,
                "dragon orders, then dragon release --scope " + scope + " --reason \"...\"");
    }

    private void confirm() throws IOException {
        if (confirm == null) {
            askForTheWord(WORD, NEXT);
            confirm = WORD;
        }
    }

    @Override
    String withoutNames() {
        return super.withoutNames() + ", or with --scope engine";
    }

    @Override
    void onNoAnswer(final OperatorException fault) throws Exception {
        if (!isKept(scope)) {
            throw notKept(fault);
        }
        confirm();
        throw press(RedButton.PANIC, fault);
    }
}
