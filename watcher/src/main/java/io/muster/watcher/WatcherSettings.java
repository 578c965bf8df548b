package io.muster.watcher;

import io.muster.runtime.CommonSettings;
import io.muster.runtime.SettingsReader;
import java.time.Duration;
import java.util.Map;

/**
 * The watcher's settings.
 *
 * @param common
 *            those that every service has
 * @param heldPercent
 *            removals inferred from absence when the lead is taken are held back if they are more than this share of
 *            all members, in percent …
 * @param heldFloor
 *            … and more than this many
 * @param compareInterval
 *            between two comparisons of topics, cluster and what the leader made of it
 * @param networkInterval
 *            between two looks at how the cluster's network is joined
 */
public record WatcherSettings(
        CommonSettings common, int heldPercent, int heldFloor, Duration compareInterval, Duration networkInterval) {

    /** The name that the watcher's own settings carry. */
    static final String PREFIX = "WATCHER";

    /**
     * Reads them.
     *
     * @throws io.muster.runtime.StartFailure
     *             listing every problem
     */
    public static WatcherSettings read(Map<String, String> environment) {
        SettingsReader reader = new SettingsReader(environment, PREFIX);
        WatcherSettings settings = read(reader);
        reader.finish();
        return settings;
    }

    static WatcherSettings read(SettingsReader reader) {
        return new WatcherSettings(
                CommonSettings.read(reader),
                reader.integer("MUSTER_WATCHER_HELD_PERCENT", 50, 0, 100,
                        "removals inferred from absence at a start are held back if they are more than this share of all members"),
                reader.integer("MUSTER_WATCHER_HELD_FLOOR", 10, 0, 1_000_000,
                        "and more than this many"),
                reader.duration("MUSTER_WATCHER_COMPARE_INTERVAL", Duration.ofMinutes(5),
                        "between two comparisons of topics, cluster and what the leader made of it"),
                reader.duration("MUSTER_WATCHER_NETWORK_INTERVAL", Duration.ofSeconds(5),
                        "between two looks at how the cluster's network is joined"));
    }
}
