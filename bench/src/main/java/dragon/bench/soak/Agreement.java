package dragon.bench.soak;

import dragon.bench.kill.History;
import dragon.bench.kill.VenueAudit;
import dragon.bench.kill.VenueAudit.Money;
import dragon.engine.core.Core;
import dragon.engine.core.account.Account;
import dragon.engine.core.bot.Bot;
import dragon.engine.core.bot.LegState;
import dragon.engine.core.order.Order;
import dragon.engine.protocol.Leg;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What the core says and what the exchange says, to the last unit: fills, legs, results, fees, funding, open orders.
 *
 * <p>Of every account: each fill of ours; what our own fills alone leave of each leg, what money they have moved, and their fees; what the core
 * believes that the venue holds; funding, which the venue pays on whatever is held; open orders. Of an account whose legs others trade
 * too, one thing cannot be compared: the venue's own leg, and the result and fees of it, with the core's, because the venue counts
 * trades in that are nobody's program's and the core must not. The core compares those itself, and says so by a drift.
 */
final class Agreement {
    private final String wildAccount;

    Agreement(final String wildAccount) {
        this.wildAccount = wildAccount;
    }

    /** The first difference, in words; empty if there is none. */
    String difference(final History history, final VenueAudit audit) {
        final Map<Long, History.Fill> ours = history.fillsByTrade();
        for (final History.Fill theirs : audit.fillsByTrade().values()) {
            if (!theirs.equals(ours.get(theirs.tradeId()))) {
                return "the venue has " + theirs + ", the ledger has " + ours.get(theirs.tradeId());
            }
        }
        if (ours.size() != audit.fillsByTrade().size()) {
            return "the ledger has " + ours.size() + " fills, the venue "
                    + audit.fillsByTrade().size();
        }
        final Core core = history.core();
        return Stream.of(
                        unequal("quantities (E8)", tame(legsE8(core)), tame(audit.legsE8())),
                        unequal("money moved, and fees (E8)", tame(money(core)), tame(audit.moneyOfLegs())),
                        unequal("quantities by our own trades (E8)", legsE8(core), audit.ownLegsE8()),
                        unequal("money moved by our own trades, and fees (E8)", money(core), audit.ownMoneyOfLegs()),
                        unequal("quantities that the venue is believed to hold (E8)", believedE8(core), audit.legsE8()),
                        unequal("funding (E8)", funding(core), audit.fundingOfAccounts()),
                        unequal("open orders", openOrders(core), audit.openOrdersOfSymbols()))
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse("");
    }

    private <T> TreeMap<String, T> tame(final TreeMap<String, T> all) {
        final TreeMap<String, T> tame = new TreeMap<>(all);
        tame.keySet().removeIf(name -> name.startsWith(wildAccount));
        return tame;
    }

    private static <T> String unequal(
            final String what, final TreeMap<String, T> ours, final TreeMap<String, T> theirs) {
        return ours.equals(theirs) ? "" : what + " of the core " + ours + ", of the venue " + theirs;
    }

    /** One bot trades each instrument of an account here, so that what it was told is the whole leg. */
    private static TreeMap<String, Long> believedE8(final Core core) {
        final TreeMap<String, Long> legs = new TreeMap<>();
        for (int id = 1; id <= core.state().bots().count(); id++) {
            final Bot bot = core.state().bots().get(id);
            for (final Leg leg : new Leg[] {Leg.LONG, Leg.SHORT}) {
                final long quantityE8 = bot.leg(leg).venueQuantityE8();
                if (quantityE8 != 0 && quantityE8 != Order.NULL_PRICE) {
                    legs.put(name(core, bot, leg), quantityE8);
                }
            }
        }
        return legs;
    }

    private static TreeMap<String, Integer> openOrders(final Core core) {
        final TreeMap<String, Integer> open = new TreeMap<>();
        for (int i = 0; i < core.state().orders().size(); i++) {
            final Order order = core.state().orders().at(i);
            if (order.status().isWorking()) {
                open.merge(
                        core.state().accounts().get(order.accountId()).label() + " "
                                + core.state()
                                        .instruments()
                                        .get(order.instrumentId())
                                        .symbol(),
                        1,
                        Integer::sum);
            }
        }
        return open;
    }

    private static TreeMap<String, Long> legsE8(final Core core) {
        final TreeMap<String, Long> legs = new TreeMap<>();
        for (int id = 1; id <= core.state().bots().count(); id++) {
            final Bot bot = core.state().bots().get(id);
            for (final Leg leg : new Leg[] {Leg.LONG, Leg.SHORT}) {
                if (bot.leg(leg).quantityE8() != 0) {
                    legs.merge(name(core, bot, leg), bot.leg(leg).quantityE8(), Long::sum);
                }
            }
        }
        return legs;
    }

    private static TreeMap<String, Money> money(final Core core) {
        final TreeMap<String, Money> money = new TreeMap<>();
        for (int id = 1; id <= core.state().bots().count(); id++) {
            final Bot bot = core.state().bots().get(id);
            for (final Leg leg : new Leg[] {Leg.LONG, Leg.SHORT}) {
                final LegState state = bot.leg(leg);
                final String name = name(core, bot, leg);
                final Money of = Money.of(name, state.realizedE8(), state.costE8(), state.feesE8());
                if (of.movedE8() != 0 || of.feesE8() != 0) {
                    money.put(name, of);
                }
            }
        }
        return money;
    }

    private static TreeMap<String, Long> funding(final Core core) {
        final TreeMap<String, Long> funding = new TreeMap<>();
        for (int id = 1; id <= core.state().accounts().count(); id++) {
            final Account account = core.state().accounts().get(id);
            funding.put(account.label(), account.fundingE8());
        }
        return funding;
    }

    private static String name(final Core core, final Bot bot, final Leg leg) {
        return core.state().accounts().get(bot.accountId()).label() + " "
                + core.state().instruments().get(bot.instrumentId()).symbol() + " " + leg;
    }
}
