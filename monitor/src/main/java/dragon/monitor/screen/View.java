package dragon.monitor.screen;

/** What the screen shows; the number is its key. */
public enum View {
    OVERVIEW("Overview"),
    BOT("Bot"),
    ACCOUNTS("Accounts"),
    EVENTS("Events");

    private final String title;

    View(final String title) {
        this.title = title;
    }

    char key() {
        return (char) ('1' + ordinal());
    }

    String title() {
        return key() + " " + title;
    }
}
