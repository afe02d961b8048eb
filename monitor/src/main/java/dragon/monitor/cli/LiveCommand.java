package dragon.monitor.cli;

import dragon.engine.OperatorException;
import dragon.engine.transport.CommandAnswer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

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
        private static final String WORD = "OFF";
        private static final String NEXT = "dragon halt --reason \"...\", or dragon live off --confirm OFF";

        @Option(
                names = "--confirm",
                paramLabel = WORD,
                description = "The word OFF, instead of typing it when asked: while positions are open.")
        private String confirm;

        @Override
        void check() {
            checkTheWord(WORD, confirm, NEXT);
        }

        @Override
        void act(final Commander engine) throws Exception {
            sayThatItFreezes("LIVE OFF", 0, 0, "dragon halt");
            if (confirm == null && legsHeld() > 0) {
                askForTheWord(WORD, NEXT);
            }
            final CommandAnswer answer = engine.setLiveTrading(false);
            done("live trading OFF", answer, "dragon orders; lift it with: dragon live on --reason \"...\"");
        }

        @Override
        void onNoAnswer(final OperatorException fault) {
            throw notKept(fault);
        }
    }
}
