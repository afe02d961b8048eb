package dragon.monitor.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Verb {@code release}: lifts halt, kill switch and latches of one scope. */
@Command(
        name = "release",
        description = "Lift halt, kill switch and latches of exactly this scope; those of other scopes stay.")
final class ReleaseCommand extends ActingVerb {
    @Option(names = "--scope", defaultValue = "engine", description = Scope.HELP)
    private String scope;

    @Override
    void check() {
        requireReason();
    }

    @Override
    void act(final Commander engine) throws Exception {
        final Scope target = Scope.of(this, scope);
        done("RELEASED " + target.text(), engine.release(target), "dragon status");
    }
}
