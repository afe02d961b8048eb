package dragon.gateway.process;

import dragon.gateway.vault.Credentials;
import dragon.gateway.vault.Vault;
import dragon.gateway.vault.VaultException;
import dragon.gateway.venue.VenueFact.CredentialsChanged;
import dragon.gateway.venue.VenueListener;
import dragon.gateway.woox.KeyReport;
import dragon.gateway.woox.WooxConnection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the vault for keys that are to follow others, and lets them.
 *
 * <pre>
 *   vault: candidate --> ask the exchange --> no objection: sign with it, then put it in the place of the old one
 *                                         --> objection: forget its secret, keep why; the old one stays
 * </pre>
 *
 * <p>Killed in between, the next gateway starts with the key that the vault has and finds the candidate again. Threading: a
 * thread of its own, since a vault is written and synced here; nothing of it is on an order's way.
 */
final class KeyRotation implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KeyRotation.class);
    private static final long POLL_MS = 200;
    private static final long RETRY_MS = 2_000;
    private static final long JUDGE_MS_MAX = 30_000;
    private static final long CHECK_S_MAX = 90;

    private final Vault vault;
    private final AccountClaims claims;
    private final WooxConnection venue;
    private final VenueListener facts;
    private final Thread thread;
    private long seenStamp;
    private long firstTryMs;

    /** Starts watching; tells how each rotation ended, at least once. */
    KeyRotation(final Vault vault, final AccountClaims claims, final WooxConnection venue, final VenueListener facts) {
        this.vault = vault;
        this.claims = claims;
        this.venue = venue;
        this.facts = facts;
        this.thread = new Thread(this::watch, "key-rotation");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    private void watch() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                final long stamp = vault.stamp();
                boolean isSettled = true;
                if (stamp != seenStamp) {
                    try {
                        isSettled = look();
                    } catch (final VaultException e) {
                        if (Thread.currentThread().isInterrupted()) {
                            return; // The stop of the gateway ended a change of the file, which is as it was.
                        }
                        LOG.error("keys are not rotated, orders go on with those in use: {}", e.getMessage());
                        isSettled = false;
                    }
                    // The stamp from before: what was changed meanwhile, by us or by others, is looked at once more.
                    seenStamp = isSettled ? stamp : 0;
                }
                Thread.sleep(isSettled ? POLL_MS : RETRY_MS);
            }
        } catch (final InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /** Decides what waits in the vault; false where something has to be tried again. */
    private boolean look() throws InterruptedException {
        boolean isSettled = true;
        for (final Vault.Candidate candidate : vault.candidates()) {
            if (candidate.refusal() == null) {
                isSettled &= decide(candidate);
            }
        }
        final Map<String, Integer> accounts = venue.openAccounts();
        for (final String label : accounts.keySet()) {
            final String apiKey = vault.apiKey(label);
            if (!apiKey.isEmpty() && !venue.signsWith(label, apiKey)) {
                isSettled &= follow(label);
            }
        }
        for (final Vault.Outcome outcome : vault.unannounced()) {
            final Integer accountId = accounts.get(outcome.label());
            if (accountId == null) {
                isSettled = false; // Told as soon as the engine knows the account.
            } else {
                facts.onFact(new CredentialsChanged(accountId, outcome.apiKeyTail(), outcome.refusal()));
                vault.noteAnnounced(outcome.label());
            }
        }
        return isSettled;
    }

    private boolean decide(final Vault.Candidate candidate) throws InterruptedException {
        final String label = candidate.label();
        try (Credentials next = vault.candidate(label)) {
            final KeyReport report = check(next);
            if (!report.isJudged() && isWorthRepeating()) {
                return false;
            }
            firstTryMs = 0;
            final String objection = report.objection(applicationId(label));
            if (objection != null) {
                LOG.error("account {}: key {} is not taken over: {}", label, next, objection);
                vault.refuse(label, candidate.apiKey(), objection);
                return true;
            }
            claim(label, candidate.apiKey(), report);
            venue.rotate(next);
            vault.promote(label, candidate.apiKey());
            vault.noteApplicationId(label, report.applicationId() == null ? "" : report.applicationId());
            LOG.info("account {}: signs with key {} from now on", label, next);
            return true;
        } catch (final VaultException e) {
            if (e.exitCode() == VaultException.TAKEN) {
                LOG.error("account {}: the next key is not taken over: {}", label, e.getMessage());
                vault.refuse(label, candidate.apiKey(), "account_in_two_lanes: another lane of this home has it");
                return true;
            }
            if (e.exitCode() == VaultException.CREDENTIALS) {
                vault.refuse(
                        label, candidate.apiKey(), "the gateway cannot decrypt it: restart it with the vault's key");
                return true;
            }
            throw e;
        }
    }

    /** A key that was put into the vault behind our back, checked already by whoever did. */
    private boolean follow(final String label) throws InterruptedException {
        try (Credentials stored = vault.peek(label)) {
            final KeyReport report = check(stored);
            if (!report.isJudged() && isWorthRepeating()) {
                return false;
            }
            firstTryMs = 0;
            final String objection = report.objection("");
            if (objection != null) {
                LOG.error("account {}: the vault's key {} is not used: {}", label, stored, objection);
            } else {
                claim(label, stored.apiKey(), report);
                venue.rotate(stored);
                LOG.info("account {}: signs with key {} from now on", label, stored);
            }
            return true;
        } catch (final VaultException e) {
            if (e.exitCode() == VaultException.TAKEN) {
                LOG.error("account {}: the vault's key is not used: {}", label, e.getMessage());
                return true;
            }
            throw e;
        }
    }

    /** Makes sure that no other lane has what the key belongs to, before anything is signed with it. */
    private void claim(final String label, final String apiKey, final KeyReport report) {
        final String number = report.applicationId() == null ? "" : report.applicationId();
        claims.take(List.of(new Vault.Identity(label, apiKey, number)));
    }

    private boolean isWorthRepeating() {
        final long nowMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
        if (firstTryMs == 0) {
            firstTryMs = nowMs;
        }
        return nowMs - firstTryMs < JUDGE_MS_MAX;
    }

    /** The account that a label's keys belong to; the exchange is asked once, with the key in use. */
    private String applicationId(final String label) throws InterruptedException {
        final String known = vault.applicationId(label);
        if (!known.isEmpty() || !vault.has(label)) {
            return known;
        }
        try (Credentials current = vault.peek(label)) {
            final String found = check(current).applicationId();
            if (found != null) {
                vault.noteApplicationId(label, found);
                return found;
            }
        } catch (final VaultException damaged) {
            LOG.warn("account {}: the key in use cannot be read, so the next one may be of any account", label);
        }
        return "";
    }

    private KeyReport check(final Credentials credentials) throws InterruptedException {
        final CompletableFuture<KeyReport> report = new CompletableFuture<>();
        venue.check(credentials, report::complete);
        try {
            return report.get(CHECK_S_MAX, TimeUnit.SECONDS);
        } catch (final ExecutionException | TimeoutException e) {
            throw new VaultException(VaultException.MALFORMED, "the exchange did not answer a question about a key");
        }
    }
}
