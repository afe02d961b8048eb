package dragon.bench.kill;

import dragon.bench.lane.Await;
import dragon.engine.core.Core;
import dragon.engine.core.bot.Bot;
import dragon.engine.core.order.Order;
import dragon.engine.core.order.OrderStatus;
import dragon.engine.protocol.Leg;
import java.util.Map;
import java.util.TreeMap;

/** The core as a replay of the journal has it, beside the simulated venue's own audit. */
public final class VenueComparison {
    private static final long AGREE_MS_MAX = 90_000;

    private VenueComparison() {}

    /** Waits until core and venue say the same of every fill, leg and open order; what the venue said last. */
    public static VenueAudit await(final String restUrl, final History history, final Violations violations) {
        final String[] difference = new String[1];
        final VenueAudit[] last = new VenueAudit[1];
        final boolean isEqual = Await.until(AGREE_MS_MAX, () -> {
            final VenueAudit audit = VenueAudit.read(restUrl);
            history.toEnd();
            last[0] = audit;
            difference[0] = difference(history, audit);
            return difference[0].isEmpty() || !violations.isEmpty();
        });
        if (!isEqual) {
            violations.add("core and venue differ " + AGREE_MS_MAX / 1000 + " s after live trading was switched off: "
                    + difference[0]);
        }
        return last[0];
    }

    private static String difference(final History history, final VenueAudit audit) {
        final Map<Long, History.Fill> ours = history.fillsByTrade();
        for (final History.Fill theirs : audit.fillsByTrade().values()) {
            if (!theirs.equals(ours.get(theirs.tradeId()))) {
                return "venue has " + theirs + ", ledger has " + ours.get(theirs.tradeId());
            }
        }
        if (ours.size() != audit.fillsByTrade().size()) {
            return "ledger has " + ours.size() + " fills, venue "
                    + audit.fillsByTrade().size();
        }
        final TreeMap<String, Long> legs = legsE8(history.core());
        if (!legs.equals(audit.legsE8())) {
            return "legs (E8) of the core " + legs + ", of the venue " + audit.legsE8();
        }
        final TreeMap<String, Integer> open = openOrders(history.core());
        return open.equals(audit.openOrders())
                ? ""
                : "open orders of the core " + open + ", of the venue " + audit.openOrders();
    }

    private static TreeMap<String, Long> legsE8(final Core core) {
        final TreeMap<String, Long> legs = new TreeMap<>();
        for (int id = 1; id <= core.state().bots().count(); id++) {
            final Bot bot = core.state().bots().get(id);
            for (final Leg leg : new Leg[] {Leg.LONG, Leg.SHORT}) {
                final long quantityE8 = bot.leg(leg).quantityE8();
                if (quantityE8 != 0) {
                    legs.merge(
                            core.state().accounts().get(bot.accountId()).label() + " "
                                    + core.state()
                                            .instruments()
                                            .get(bot.instrumentId())
                                            .symbol() + " " + leg,
                            quantityE8,
                            Long::sum);
                }
            }
        }
        return legs;
    }

    private static TreeMap<String, Integer> openOrders(final Core core) {
        final TreeMap<String, Integer> open = new TreeMap<>();
        for (int id = 1; id <= core.state().accounts().count(); id++) {
            open.put(core.state().accounts().get(id).label(), 0);
        }
        for (int i = 0; i < core.state().orders().size(); i++) {
            final Order order = core.state().orders().at(i);
            if (order.status().isWorking() && order.status() != OrderStatus.PENDING_NEW) {
                open.merge(core.state().accounts().get(order.accountId()).label(), 1, Integer::sum);
            }
        }
        return open;
    }

    /** Judges what must hold of the orders of any run, and notes the counts of both sides. */
    public static void judge(
            final History history,
            final VenueAudit audit,
            final Violations violations,
            final Map<String, Object> result) {
        for (final String name : new String[] {"duplicates", "ordersAfterTerminal", "signatureFailures"}) {
            if (audit.count(name) != 0) {
                violations.add("the venue counts " + name + " " + audit.count(name));
            }
        }
        for (final long clientOrderId : audit.clientOrderIds()) {
            if (!history.placedIds().contains(clientOrderId)) {
                violations.add("the venue has order " + clientOrderId + ", which nobody intended");
            }
        }
        if (audit.count("ordersReceived") > history.placedIds().size()) {
            violations.add("the venue received " + audit.count("ordersReceived") + " orders, "
                    + history.placedIds().size() + " were intended");
        }
        result.put("bars", history.bars());
        result.put("barsOfOutages", history.barsOfOutages());
        result.put("ordersIntended", (long) history.placedIds().size());
        result.put("ordersReceived", audit.count("ordersReceived"));
        result.put("ordersRejected", audit.count("ordersRejected"));
        result.put("fills", (long) history.fillsByTrade().size());
        result.put("answersLost", audit.count("faultsInjected"));
        result.put("duplicates", audit.count("duplicates"));
        result.put("ordersAfterTerminal", audit.count("ordersAfterTerminal"));
        result.put("recordsCompared", history.recordsCompared());
    }
}
