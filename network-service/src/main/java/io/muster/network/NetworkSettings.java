package io.muster.network;

import io.muster.runtime.CommonSettings;
import io.muster.runtime.SettingsReader;
import java.time.Duration;
import java.util.Map;

/**
 * Settings of network-service.
 *
 * @param common
 *            those that every service has
 * @param patience
 *            with an SDN that does not do what it is asked for
 */
record NetworkSettings(CommonSettings common, Patience patience) {

    /**
     * Reads them.
     *
     * @throws io.muster.runtime.StartFailure
     *             listing everything that is wrong
     */
    static NetworkSettings read(Map<String, String> environment) {
        SettingsReader reader = new SettingsReader(environment, "NETWORK");
        NetworkSettings settings = read(reader);
        reader.finish();
        return settings;
    }

    static NetworkSettings read(SettingsReader reader) {
        CommonSettings common = CommonSettings.read(reader);
        Duration answer = reader.duration("MUSTER_NETWORK_SDN_PATIENCE", Duration.ofSeconds(30),
                "how long a request to the SDN may stay unanswered before it is reported as failed");
        int tries = reader.integer("MUSTER_NETWORK_SDN_TRIES", 5, 1, 1000,
                "how often the SDN may take a request away without acting before that is reported as failed");
        return new NetworkSettings(common, new Patience(answer, tries, common.retryLimit()));
    }
}
