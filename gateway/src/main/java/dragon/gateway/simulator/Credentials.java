package dragon.gateway.simulator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tomlj.Toml;
import org.tomlj.TomlParseResult;

/**
 * The simulated accounts' keys on disk, so that a simulator that starts again has the same.
 *
 * <p>One table an account; a table with {@code account = "LABEL"} is one more key of that account.
 */
final class Credentials {
    private Credentials() {}

    /**
     * Keys for the accounts, the account's own first: those the file has already, new ones for accounts without; then
     * writes all of them.
     *
     * @throws IllegalArgumentException if the file exists and is not one of ours
     */
    static Map<String, List<ApiKey>> of(final Path file, final List<String> accounts) throws IOException {
        final TomlParseResult before = file != null && Files.exists(file) ? Toml.parse(file) : Toml.parse("");
        if (before.hasErrors()) {
            throw new IllegalArgumentException("credentials file " + file + " is not TOML: "
                    + before.errors().get(0).getMessage());
        }
        final StringBuilder toml = new StringBuilder();
        final Map<String, List<ApiKey>> keys = new LinkedHashMap<>();
        for (final String account : accounts) {
            final ApiKey known = before.isTable(List.of(account)) ? key(before, account) : null;
            final ApiKey own = known == null ? ApiKey.generated() : known;
            keys.put(account, new ArrayList<>(List.of(own)));
            append(toml, account, null, own);
        }
        for (final String table : before.keySet()) {
            final String account = before.isTable(List.of(table)) ? before.getString(List.of(table, "account")) : null;
            if (account == null) {
                continue;
            }
            final ApiKey further = key(before, table);
            if (further == null || !keys.containsKey(account)) {
                throw new IllegalArgumentException("credentials file " + file + ": table [" + table
                        + "] is to be a further key of account '" + account
                        + "': it needs api_key, api_secret, and that account among --accounts");
            }
            keys.get(account).add(further);
            append(toml, table, account, further);
        }
        if (file != null) {
            OwnerFile.replace(file, toml.toString());
        }
        return keys;
    }

    private static ApiKey key(final TomlParseResult toml, final String table) {
        final String key = toml.getString(List.of(table, "api_key"));
        final String secret = toml.getString(List.of(table, "api_secret"));
        return key == null || secret == null ? null : new ApiKey(key, secret);
    }

    private static void append(final StringBuilder toml, final String table, final String account, final ApiKey key) {
        toml.append('[').append(table).append("]\n");
        if (account != null) {
            toml.append("account = \"").append(account).append("\"\n");
        }
        toml.append("api_key = \"")
                .append(key.key())
                .append("\"\napi_secret = \"")
                .append(key.secret())
                .append("\"\n\n");
    }
}
