package dragon.monitor.cli;

import dragon.engine.OperatorException;
import dragon.engine.transport.CommandAnswer;
import picocli.CommandLine.Command;

/** Noun {@code live}: the global gate of live trading. */
@Command(
        name = "live",
        description = "Open or close the live-trading gate.",
        subcommands = {LiveCommand.On.class, LiveCommand.Off.class})
final class LiveCommand extends NounCommand {

    /** Verb {@code live on}. */
    @Command(name = "on", description = "Let orders out.")
    static final class On extends ActingVerb {
        @Override
        void check() {
            requireReason();
        }

        @Override
        void act(final Commander engine) {
            done("live trading ON", engine.setLiveTrading(true), "dragon monitor");
        }
    }

    /** Verb {@code live off}. */
    @Command(name = "off", description = "Nothing is sent any more, not even cancels.")
    static final class Off extends ActingVerb {
        @Override
        void act(final Commander engine) {
            final CommandAnswer answer = engine.setLiveTrading(false);
            err().println("live trading off is a freeze: " + countOf(ordersAtVenue(0, 0)) + " " + liveAtVenue() + ".");
            done("live trading OFF", answer, "dragon orders; lift it with: dragon live on --reason \"...\"");
        }

        @Override
        void onNoAnswer(final OperatorException fault) {
            throw notKept(fault);
        }
    }
}
