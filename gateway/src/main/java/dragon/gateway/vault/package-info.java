/**
 * The lane's credentials: API keys as they are, secrets as Fernet tokens in {@code vault.db}.
 *
 * <p>Promise: no secret and no master key ever appears in a message, a log line or a {@code toString}.
 */
package dragon.gateway.vault;
