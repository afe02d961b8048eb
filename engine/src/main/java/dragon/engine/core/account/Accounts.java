package dragon.engine.core.account;

import dragon.engine.core.gate.Limit;
import dragon.engine.core.gate.Limits;
import dragon.engine.protocol.AccountStatus;
import dragon.engine.snapshot.ImageReader;
import dragon.engine.snapshot.ImageWriter;

/** The accounts of the lane, by id from 1. Limit: {@link #isFull()}. */
public final class Accounts {
    private final Account[] byId;
    private int count;

    /** Makes room for this many accounts. */
    public Accounts(final int capacity) {
        byId = new Account[capacity + 1];
    }

    public int count() {
        return count;
    }

    public boolean isFull() {
        return count == byId.length - 1;
    }

    /** The account with this id, or null. */
    public Account get(final int id) {
        return id < 1 || id > count ? null : byId[id];
    }

    /** The account with this label, or null. */
    public Account find(final String label) {
        for (int id = 1; id <= count; id++) {
            if (byId[id].label().equals(label)) {
                return byId[id];
            }
        }
        return null;
    }

    /** Adds an account with a label that is not taken. */
    public Account add(final String label) {
        assert find(label) == null;
        final int id = ++count;
        byId[id] = new Account(id, label);
        return byId[id];
    }

    /**
     * What keeps a live lane from trading: the limits that nobody has set or loosened by name, of each active account; empty if
     * there are none.
     *
     * @param nowNs engine time
     */
    public String unsetLimits(final long nowNs) {
        final StringBuilder all = new StringBuilder();
        for (int id = 1; id <= count; id++) {
            final Account account = byId[id];
            if (account.status() != AccountStatus.ACTIVE || account.limits().firstUnset(nowNs) == null) {
                continue;
            }
            all.append(all.length() == 0 ? "" : "; ").append(account.label()).append(':');
            for (final Limit limit : Limit.all()) {
                if (account.limits().valueE8(limit, nowNs) == Limits.UNSET) {
                    all.append(' ').append(limit.key());
                }
            }
        }
        return all.toString();
    }

    /** Writes all accounts in id order. */
    public void write(final ImageWriter image) {
        image.writeInt(count);
        for (int id = 1; id <= count; id++) {
            byId[id].write(image);
        }
    }

    /** Reads what {@link #write} wrote. */
    public void read(final ImageReader image) {
        count = image.readCount(byId.length - 1);
        for (int id = 1; id <= count; id++) {
            byId[id] = Account.read(id, image);
        }
    }
}
