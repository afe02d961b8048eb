package dragon.engine.core.ledger;

import dragon.engine.core.Audit;
import dragon.engine.core.CoreState;
import dragon.engine.core.account.Account;
import dragon.engine.protocol.LedgerKind;

/** Books money that is not a trade: funding and corrections. Trades are booked with their orders. */
public final class Ledger {
    private final CoreState state;
    private final Audit audit;

    public Ledger(final CoreState state, final Audit audit) {
        this.state = state;
        this.audit = audit;
    }

    /** Books a correction of the realised result, positive or negative. */
    public void adjust(final Account account, final long amountE8, final long commandId) {
        account.book(amountE8, 0, 0, state.nowNs());
        audit.moneyBooked(LedgerKind.ADJUSTMENT, account.id(), 0, 0, commandId, 0, amountE8);
    }

    /** Books a funding payment, positive = received. */
    public void funding(
            final Account account, final int botId, final int instrumentId, final long fundingId, final long amountE8) {
        account.book(0, 0, amountE8, state.nowNs());
        audit.moneyBooked(LedgerKind.FUNDING, account.id(), botId, instrumentId, fundingId, amountE8, 0);
    }
}
