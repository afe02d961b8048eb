/**
 * Bots, and the limits of accounts, as their operators write them: TOML files and flags, read strictly, with every error and its
 * place at once.
 *
 * <p>One loader for whoever needs a bot: the command line, the preview, the backtest and the sweep. Nothing here is read by the
 * core: it gets numbers in a {@code CreateBot}.
 */
package dragon.engine.botfile;
