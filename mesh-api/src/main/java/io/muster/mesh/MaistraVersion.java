package io.muster.mesh;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The minor version of a control plane, as {@code spec.version} ({@code v2.5}) and {@code status.chartVersion}
 * ({@code 2.5.1-4}) both name it.
 */
public record MaistraVersion(int major, int minor) implements Comparable<MaistraVersion> {

    private static final Pattern FORM = Pattern.compile("v?(\\d{1,4})\\.(\\d{1,4})(?:[.+-].*)?");
    private static final Comparator<MaistraVersion> ORDER = Comparator.comparingInt(MaistraVersion::major)
            .thenComparingInt(MaistraVersion::minor);

    /** Empty for null and for what does not begin with a major and a minor number. */
    public static Optional<MaistraVersion> parse(@Nullable String text) {
        if (text == null) {
            return Optional.empty();
        }
        Matcher matcher = FORM.matcher(text.strip());
        return matcher.matches()
                ? Optional
                        .of(new MaistraVersion(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))))
                : Optional.empty();
    }

    public boolean isBelow(int otherMajor, int otherMinor) {
        return compareTo(new MaistraVersion(otherMajor, otherMinor)) < 0;
    }

    @Override
    public int compareTo(MaistraVersion other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return "v" + major + "." + minor;
    }
}
