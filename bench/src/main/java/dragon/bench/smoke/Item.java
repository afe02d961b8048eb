package dragon.bench.smoke;

import java.util.List;

/** One item of the operator's checklist. It leaves the stage as it found it: live, nothing killed, its bots stopped. */
interface Item {
    /** Its number in the checklist. */
    String number();

    /** In a few words. */
    String title();

    /** Accounts that it wants for itself at the exchange. */
    List<String> accounts();

    /** Looks at everything that the item names. What cannot be gone on with is thrown. */
    void check(Stage stage, Checks checks) throws Exception;
}
