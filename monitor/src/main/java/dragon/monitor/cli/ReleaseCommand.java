package dragon.monitor.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Verb {@code release}: lifts a kill switch. */
@Command(name = "release", description = "Lift a kill switch.")
final class ReleaseCommand extends ActingVerb {
    @Option(
            names = "--scope",
            defaultValue = "engine",
            description = "engine, account:<label> or bot:<name> (default: engine).")
    private String scope;

    @Override
    void check() {
        requireReason();
    }

    @Override
    void act(final Commander engine) throws Exception {
        release(this, engine, Scope.of(this, scope));
    }

    static void release(final ActingVerb verb, final Commander engine, final Scope target) {
        verb.done(
                "KILL " + target.text() + " OFF",
                engine.setKillSwitch(target.kind(), target.id(), false),
                "dragon status");
    }
}
