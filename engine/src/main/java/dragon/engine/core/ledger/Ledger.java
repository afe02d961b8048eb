package dragon.engine.core.ledger;

import dragon.engine.core.Audit;
import dragon.engine.core.CoreState;
import dragon.engine.core.account.Account;
import dragon.engine.core.bot.Bot;
import dragon.engine.core.fixed.Fixed;
import dragon.engine.protocol.LedgerKind;
import dragon.engine.protocol.Leg;

/** Books money that is not a trade: funding and corrections. Trades are booked with their orders. */
public final class Ledger {
    private static final long GROSS_TO_NET_MAX = 1_000;

    private final CoreState state;
    private final Audit audit;

    public Ledger(final CoreState state, final Audit audit) {
        this.state = state;
        this.audit = audit;
    }

    /** Books a correction of the realised result, positive or negative. */
    public void adjust(final Account account, final long amountE8, final long commandId) {
        account.book(amountE8, 0, 0, state.nowNs());
        audit.moneyBooked(LedgerKind.ADJUSTMENT, account.id(), 0, 0, Leg.NULL_VAL, commandId, 0, amountE8);
    }

    /**
     * Books a funding payment, positive = received, for the legs that caused it.
     *
     * <p>The venue pays on the net holding of an instrument, long minus short, so each leg's part is its signed share of that net:
     * the parts sum up to the payment, and a hedged leg may have received what the other one paid. Where the net is next to
     * nothing of what is held, or nothing is held, the payment is booked for the account alone.
     */
    public void funding(final Account account, final int instrumentId, final long fundingId, final long amountE8) {
        account.book(0, 0, amountE8, state.nowNs());
        long netE8 = 0;
        long grossE8 = 0;
        for (int id = 1; id <= state.bots().count(); id++) {
            final Bot bot = state.bots().get(id);
            if (isOn(bot, account, instrumentId)) {
                final long longE8 = bot.leg(Leg.LONG).quantityE8();
                final long shortE8 = bot.leg(Leg.SHORT).quantityE8();
                netE8 += longE8 - shortE8;
                grossE8 += longE8 + shortE8;
            }
        }
        if (netE8 == 0 || grossE8 / Math.abs(netE8) > GROSS_TO_NET_MAX) {
            book(account.id(), 0, instrumentId, Leg.NULL_VAL, fundingId, amountE8);
            return;
        }
        long seenE8 = 0; // Differences of running sums, so that rounding is never lost.
        for (int id = 1; id <= state.bots().count(); id++) {
            final Bot bot = state.bots().get(id);
            if (isOn(bot, account, instrumentId)) {
                final long afterLongE8 = seenE8 + bot.leg(Leg.LONG).quantityE8();
                final long afterShortE8 = afterLongE8 - bot.leg(Leg.SHORT).quantityE8();
                share(bot, Leg.LONG, fundingId, part(amountE8, afterLongE8, netE8) - part(amountE8, seenE8, netE8));
                share(
                        bot,
                        Leg.SHORT,
                        fundingId,
                        part(amountE8, afterShortE8, netE8) - part(amountE8, afterLongE8, netE8));
                seenE8 = afterShortE8;
            }
        }
    }

    private static boolean isOn(final Bot bot, final Account account, final int instrumentId) {
        return bot.accountId() == account.id() && bot.instrumentId() == instrumentId;
    }

    private static long part(final long amountE8, final long holdingE8, final long netE8) {
        return Fixed.multiplyDivide(amountE8, holdingE8, netE8);
    }

    private void share(final Bot bot, final Leg leg, final long fundingId, final long amountE8) {
        if (amountE8 != 0) {
            bot.bookFunding(leg, amountE8);
            book(bot.accountId(), bot.id(), bot.instrumentId(), leg, fundingId, amountE8);
        }
    }

    private void book(
            final int accountId,
            final int botId,
            final int instrumentId,
            final Leg leg,
            final long fundingId,
            final long amountE8) {
        audit.moneyBooked(LedgerKind.FUNDING, accountId, botId, instrumentId, leg, fundingId, amountE8, 0);
    }
}
