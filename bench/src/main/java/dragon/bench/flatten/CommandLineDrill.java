package dragon.bench.flatten;

import dragon.bench.kill.LaneUnderFire;
import dragon.bench.kill.Operator;
import dragon.bench.kill.Violations;
import dragon.bench.lane.SimulatedLane;
import dragon.engine.protocol.DesiredStatus;
import dragon.engine.transport.CommandClient;
import java.util.ArrayList;
import java.util.List;

/** {@code dragon flatten} as an operator types it: what it prints, and its exit status, where it may and where it may not. */
final class CommandLineDrill {
    private static final int DONE = 0;
    private static final int REFUSED = 5;
    private static final int UNCONFIRMED = 6;
    private static final String CLOSED = "[2/4]";
    private static final String[] STEPS = {"[1/4]", CLOSED, "[3/4]", "[4/4]"};

    private final LaneUnderFire lane;
    private final Operator operator;
    private final Violations violations;
    private int checks;

    CommandLineDrill(final LaneUnderFire lane, final Operator operator, final Violations violations) {
        this.lane = lane;
        this.operator = operator;
        this.violations = violations;
    }

    /** Flattens a bot that holds something; it is paused afterwards. */
    void run(final int botId, final String name) {
        expect(UNCONFIRMED, "--bot", name, "--confirm", "flat", "--reason", "drill");

        operator.setLiveTrading(false);
        expect(REFUSED, "--bot", name, "--confirm", "FLATTEN", "--reason", "drill", "--through-kill");
        operator.setLiveTrading(true);

        operator.kill(CommandClient.newCommandId());
        expect(REFUSED, "--bot", name, "--confirm", "FLATTEN", "--reason", "drill");
        final String told =
                expect(DONE, "--bot", name, "--confirm", "FLATTEN", "--reason", "drill", "--through-kill", "--wait");
        final boolean hadNothingToClose = told.contains("closes sent: 0"); // Its take profit was faster than the verbs.
        for (final String step : STEPS) {
            if (!told.contains(step) && !(hadNothingToClose && step.equals(CLOSED))) {
                violations.add("dragon flatten --wait has not told step " + step + ": " + told);
            }
        }
        operator.release(CommandClient.newCommandId());

        operator.setBotDesired(botId, DesiredStatus.STOPPED);
        expect(REFUSED, "--bot", name, "--confirm", "FLATTEN", "--reason", "drill");
    }

    /** Runs the verb; returns what it has said. */
    private String expect(final int status, final String... arguments) {
        final List<String> all = new ArrayList<>(List.of("flatten"));
        all.addAll(List.of(arguments));
        final SimulatedLane.Answer answer = lane.verb(all.toArray(String[]::new));
        checks++;
        if (answer.status() != status) {
            violations.add("dragon " + answer.command() + " ended with " + answer.status() + ", expected " + status
                    + ": " + answer.out().strip() + "; " + answer.log());
        }
        return answer.out();
    }

    /** Calls of the verb that were judged. */
    int checks() {
        return checks;
    }
}
