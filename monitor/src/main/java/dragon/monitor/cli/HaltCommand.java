package dragon.monitor.cli;

import dragon.engine.OperatorException;
import dragon.engine.transport.CommandAnswer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Verb {@code halt}: entries off, exits on. */
@Command(
        name = "halt",
        description = "Entries off, exits and cancels on; resting entries are taken back, parked ones cannot activate.")
final class HaltCommand extends ActingVerb {
    @Option(names = "--scope", defaultValue = "engine", description = Scope.HELP)
    private String scope;

    @Override
    void act(final Commander engine) throws Exception {
        final Scope target = Scope.of(this, scope);
        final CommandAnswer answer = engine.halt(target);
        done(
                "HALT " + target.text() + " (bots: " + answer.createdId() + ")",
                answer,
                "dragon release --scope " + scope + " --reason \"...\"");
    }

    @Override
    String withoutNames() {
        return super.withoutNames() + ", or with --scope engine";
    }

    @Override
    void onNoAnswer(final OperatorException fault) {
        throw isKept(scope) ? press(RedButton.HALT, fault) : notKept(fault);
    }
}
