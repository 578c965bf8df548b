package io.muster.cni;

import io.muster.runtime.CommonSettings;
import io.muster.runtime.SettingsReader;
import java.util.Map;

/**
 * Settings of cni-service.
 *
 * @param common
 *            those that every service has
 * @param enabled
 *            whether members get attachment definitions; if not, those that Muster made are removed
 */
record CniSettings(CommonSettings common, boolean enabled) {

    /**
     * Reads them.
     *
     * @throws io.muster.runtime.StartFailure
     *             listing everything that is wrong
     */
    static CniSettings read(Map<String, String> environment) {
        SettingsReader reader = new SettingsReader(environment, "CNI");
        CniSettings settings = read(reader);
        reader.finish();
        return settings;
    }

    static CniSettings read(SettingsReader reader) {
        return new CniSettings(CommonSettings.read(reader), reader.flag("MUSTER_CNI_ENABLED", true,
                "whether members get attachment definitions; if not, those that Muster made are removed"));
    }
}
