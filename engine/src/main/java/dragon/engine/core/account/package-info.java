/** Accounts: status, limits, the venue's word on them, ledger sums. Pure. */
package dragon.engine.core.account;
