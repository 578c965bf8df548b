package io.muster.sandbox;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;

/**
 * A bearer token that a {@link LocalControlPlane} accepts, and whom it stands for. The server adds the group
 * {@code system:authenticated} by itself.
 *
 * @param user
 *            the user name that RBAC sees
 * @param groups
 *            the groups that RBAC sees
 * @param secret
 *            the token itself
 */
public record AccessToken(String user, List<String> groups, String secret) {
    private static final SecureRandom RANDOM = new SecureRandom();

    public AccessToken {
        groups = List.copyOf(groups);
        if ((user + secret + String.join("", groups)).chars().anyMatch(c -> c == '"' || c == ',' || c < ' ')) {
            throw new IllegalArgumentException("no quote, comma or control character fits into a token file: " + user);
        }
    }

    /** A fresh token for a user. */
    public static AccessToken of(String user, String... groups) {
        byte[] secret = new byte[16];
        RANDOM.nextBytes(secret);
        return new AccessToken(user, List.of(groups), HexFormat.of().formatHex(secret));
    }

    /** A fresh token for a service account, with the user name and groups that a pod of that account would have. */
    public static AccessToken serviceAccount(String namespace, String name) {
        return of("system:serviceaccount:" + namespace + ":" + name, "system:serviceaccounts",
                "system:serviceaccounts:" + namespace);
    }

    /** The secret stays out of logs and of messages. */
    @Override
    public String toString() {
        return "AccessToken[user=" + user + ", groups=" + groups + "]";
    }
}
