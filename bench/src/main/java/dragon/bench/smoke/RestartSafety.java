package dragon.bench.smoke;

import dragon.bench.lane.JournalWatch.Event;
import dragon.engine.protocol.EventCode;
import dragon.engine.protocol.Legs;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Engine and gateway are killed: parked intents are the same afterwards, are sent once, and no candle is decided twice. */
final class RestartSafety implements Item {
    @Override
    public String number() {
        return "8";
    }

    @Override
    public String title() {
        return "restart-safety";
    }

    @Override
    public List<String> accounts() {
        return List.of("restart");
    }

    @Override
    public void check(final Stage stage, final Checks checks) throws Exception {
        final int account = stage.account("restart");
        final int far = stage.bot("restart-far", account, Stage.BTC, Legs.BOTH_LEGS, Ladder.PARKED);
        final int near = stage.bot("restart-near", account, Stage.ETH, Legs.BOTH_LEGS, Ladder.NEAR);
        stage.await("parked intents of both", () -> stage.isHolding(far) && stage.parked(near) > 0);
        stage.await("a decided candle", () -> !stage.decided(far, 0).isEmpty());
        stage.shown("parked intents", far, each -> each.openIntents() >= 4);
        final Map<String, String> parked = parked(stage);
        final long killed = stage.journal().sequence();
        final long beganNs = System.nanoTime();
        stage.lane().process("engine").kill();
        stage.lane().process("gateway").kill();
        stage.lane().startEngine();
        stage.lane().startGateway();
        checks.figure("restartMs", (System.nanoTime() - beganNs) / 1_000_000);
        stage.reconciled();
        stage.shown("parked intents", far, each -> each.openIntents() >= 4);
        checks.equal("parked intents are the same after the restart", parked, parked(stage));
        checks.figure("parkedIntents", parked.size());

        // Of the near ones: those that are parked when the engine leads again, and that the market reaches afterwards.
        stage.await("a parked intent is reached by the market", () -> !activated(stage, near, killed)
                .isEmpty());
        final long afterwards = stage.journal().sequence();
        stage.await("two more candles", () -> stage.decided(far, afterwards).size() >= 2);
        final List<Event> activations = activated(stage, near, 0);
        final long distinct = activations.stream()
                .map(each -> each.referenceId() + " " + each.detail())
                .distinct()
                .count();
        checks.figure("activations", activations.size());
        checks.equal("each attempt of an intent is activated once", (long) activations.size(), distinct);
        stage.nothingTwice(checks, List.of(far, near));
        checks.that(
                "candles are decided before and after",
                !stage.decided(far, killed).isEmpty(),
                stage.decided(far, killed).size() + " after");
        checks.equal("the replay does not differ", "", stage.journal().fault());
    }

    /** Parked intents of the far bot as an operator reads them. */
    private static Map<String, String> parked(final Stage stage) {
        final Map<String, String> parked = new TreeMap<>();
        for (final Object each :
                (List<?>) stage.json("orders", "--bot", "restart-far").get("orders")) {
            final Map<?, ?> order = (Map<?, ?>) each;
            if ("PARKED".equals(order.get("status"))) {
                parked.put(
                        (String) order.get("intent"),
                        order.get("clientOrderId") + " attempt " + order.get("attempt") + " " + order.get("leg") + " "
                                + order.get("role") + " " + order.get("quantity") + " @ " + order.get("price"));
            }
        }
        return parked;
    }

    private static List<Event> activated(final Stage stage, final int bot, final long afterSequence) {
        return stage.journal()
                .events(afterSequence, each -> each.code() == EventCode.ORDER_ACTIVATED && each.botId() == bot);
    }
}
