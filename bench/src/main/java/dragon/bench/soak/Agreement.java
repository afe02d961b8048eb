package dragon.bench.soak;

import dragon.bench.kill.History;
import dragon.bench.kill.VenueAudit;
import dragon.bench.kill.VenueAudit.Money;
import dragon.engine.core.Core;
import dragon.engine.core.account.Account;
import dragon.engine.core.bot.Bot;
import dragon.engine.protocol.Leg;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the core says and what the exchange says, to the last unit: fills, legs, results, fees, funding, open orders.
 *
 * <p>Legs that others traded behind our back are left out where the question is what is held; their fills of ours are not.
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
        final String legs = unequal("quantities (E8)", legsE8(history.core()), audit.legsE8());
        if (!legs.isEmpty()) {
            return legs;
        }
        final String money = unequal("results and fees (E8)", money(history.core()), audit.moneyOfLegs());
        if (!money.isEmpty()) {
            return money;
        }
        return unequal("funding (E8)", funding(history.core()), audit.fundingOfAccounts());
    }

    private <T> String unequal(final String what, final TreeMap<String, T> ours, final TreeMap<String, T> theirs) {
        final TreeMap<String, T> a = new TreeMap<>(ours);
        final TreeMap<String, T> b = new TreeMap<>(theirs);
        a.keySet().removeIf(name -> name.startsWith(wildAccount));
        b.keySet().removeIf(name -> name.startsWith(wildAccount));
        return a.equals(b) ? "" : what + " of the core " + a + ", of the venue " + b;
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
                final Money of =
                        new Money(bot.leg(leg).realizedE8(), bot.leg(leg).feesE8());
                if (of.realizedE8() != 0 || of.feesE8() != 0) {
                    money.put(name(core, bot, leg), of);
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
