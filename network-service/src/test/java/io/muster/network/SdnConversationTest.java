package io.muster.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.network.PodNetworkSteps.Company;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import java.util.stream.LongStream;

/**
 * Random histories of members that join, leave and move, of meshes made anew, of restarts and lost writes, and of an
 * SDN that is slow, deaf or a liar: whatever happened, once the SDN does its work again everything is where it should
 * be.
 */
class SdnConversationTest {

    private static final int HISTORIES = 300;
    private static final List<String> MESHES = List.of("mesh-a", "mesh-b");
    private static final List<String> NAMESPACES = List.of("n1", "n2", "n3", "n4");
    private static final Patience PATIENCE = new Patience(Duration.ofSeconds(30), 3, Duration.ofMinutes(1));

    static LongStream seeds() {
        long first = new Random().nextLong(1_000_000_000L);
        return LongStream.range(first, first + HISTORIES);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everythingEndsWhereItShouldOnceTheSdnDoesItsWork(long seed) {
        World world = new World(new Random(seed));
        for (int i = 0; i < 120; i++) {
            world.somethingHappens();
        }

        world.recover();

        world.check("seed " + seed);
    }

    private enum Sdn {
        HONEST, SLOW, DEAF, LYING
    }

    private static final List<Sdn> SDNS = List.of(Sdn.values());

    private static final class World {

        private final Random random;
        private final Map<String, PodNetwork> networks = new TreeMap<>();
        /** One after the other, as the API server gives them to what it stores. */
        private final Map<String, Integer> versions = new TreeMap<>();
        /** What the service's watch shows, which may be behind the truth. */
        private Map<String, PodNetwork> seen = Map.of();
        private Map<String, Integer> seenVersions = Map.of();
        private final Map<String, String> holders = new HashMap<>();
        private final Map<String, Attempt> attempts = new HashMap<>();
        private Sdn sdn = Sdn.HONEST;
        private long nextNetid = 10;
        private Instant now = Instant.parse("2026-11-24T08:00:00Z");
        private int writes;

        World(Random random) {
            this.random = random;
            MESHES.forEach(this::madeAnew);
            NAMESPACES.forEach(this::madeAnew);
        }

        void somethingHappens() {
            now = now.plusMillis(random.nextInt(20_000));
            String namespace = NAMESPACES.get(random.nextInt(NAMESPACES.size()));
            String mesh = MESHES.get(random.nextInt(MESHES.size()));
            switch (random.nextInt(12)) {
                case 0, 1 -> holders.put(namespace, mesh);
                case 2 -> holders.remove(namespace);
                case 3 -> sdn = SDNS.get(random.nextInt(SDNS.size()));
                case 4 -> attempts.clear();
                case 5 -> madeAnew(mesh);
                case 6 -> networks.remove(mesh);
                case 7 -> request(namespace, "isolate");
                case 8 -> sdnLooks();
                default -> {
                    serviceLooks(namespace);
                    if (sdn == Sdn.HONEST || sdn == Sdn.LYING) {
                        sdnLooks();
                    }
                }
            }
        }

        void recover() {
            sdn = Sdn.HONEST;
            MESHES.stream().filter(mesh -> !networks.containsKey(mesh)).forEach(this::madeAnew);
            for (int round = 0; round < 20; round++) {
                now = now.plus(PATIENCE.longestPause());
                NAMESPACES.forEach(this::serviceLooks);
                sdnLooks();
            }
        }

        void check(String seed) {
            writes = 0;
            for (String namespace : NAMESPACES) {
                PodNetwork own = Objects.requireNonNull(networks.get(namespace));
                String mesh = holders.get(namespace);
                assertThat(own.pending()).as("%s: nothing is pending: %s", seed, own).isNull();
                if (mesh == null) {
                    assertThat(own.isMarked()).as("%s: the mark is gone: %s", seed, own).isFalse();
                    assertThat(others(own)).as("%s: %s is alone", seed, own).isEmpty();
                } else {
                    PodNetwork target = Objects.requireNonNull(networks.get(mesh));
                    assertThat(own.netid()).as("%s: %s is in the network of %s", seed, own, target)
                            .isEqualTo(target.netid());
                    assertThat(own.isMarkedAs(mesh, Objects.requireNonNull(target.netid())))
                            .as("%s: %s says whose it is", seed, own).isTrue();
                }
                serviceLooks(namespace);
            }
            assertThat(writes).as("%s: writes in the steady state", seed).isZero();
        }

        private List<String> others(PodNetwork own) {
            List<String> others = new ArrayList<>();
            networks.values().stream().filter(other -> !other.namespace().equals(own.namespace()))
                    .filter(other -> Objects.equals(other.netid(), own.netid()))
                    .forEach(other -> others.add(other.namespace()));
            return others;
        }

        private void madeAnew(String namespace) {
            store(new PodNetwork(namespace, nextNetid++, null, null, null));
        }

        private void request(String namespace, String change) {
            PodNetwork network = Objects.requireNonNull(networks.get(namespace));
            store(with(network, network.netid(), change));
        }

        private void store(PodNetwork network) {
            networks.put(network.namespace(), network);
            versions.merge(network.namespace(), 1, Integer::sum);
        }

        /** One look of the service at one namespace; its view may be behind, and then its write is refused. */
        private void serviceLooks(String namespace) {
            if (sdn == Sdn.HONEST || random.nextInt(4) > 0) {
                seen = Map.copyOf(networks);
                seenVersions = Map.copyOf(versions);
            }
            PodNetwork own = seen.get(namespace);
            Attempt attempt = Attempt.seen(attempts.get(namespace), own == null ? null : own.pending(), now);
            remember(namespace, attempt);
            PodNetworkSteps.Found found = new PodNetworkSteps.Found(namespace, own, attempt);
            String holder = holders.get(namespace);
            Step step = holder == null
                    ? PodNetworkSteps.apart(found, own == null ? Company.NOBODY : company(own), true, now, PATIENCE)
                    : PodNetworkSteps.towards(found, holder, seen.get(holder), now, PATIENCE);
            if (own == null || !Objects.equals(seenVersions.get(namespace), versions.get(namespace))) {
                return;
            }
            switch (step) {
                case Step.Settled _,Step.Wait _,Step.Pause _,Step.Conflict _ -> {
                    return;
                }
                case Step.Mark mark -> write(new PodNetwork(namespace, own.netid(), own.pending(), mark.mesh(),
                        String.valueOf(mark.netid())));
                case Step.Join join -> {
                    String change = "join:" + join.mesh();
                    write(new PodNetwork(namespace, own.netid(), change, join.mesh(), String.valueOf(join.netid())));
                    remember(namespace, Attempt.asked(attempt, change, now));
                }
                case Step.Withdraw _ -> write(with(own, own.netid(), null));
                case Step.Isolate _ -> {
                    write(with(own, own.netid(), "isolate"));
                    remember(namespace, Attempt.asked(attempt, "isolate", now));
                }
                case Step.Unmark unmark -> write(
                        new PodNetwork(namespace, own.netid(), unmark.withdraw() ? null : own.pending(), null, null));
            }
        }

        private Company company(PodNetwork own) {
            return Company.of(own, seen.values().stream(), MESHES::contains);
        }

        private void write(PodNetwork network) {
            writes++;
            store(network);
        }

        private void remember(String namespace, @Nullable Attempt attempt) {
            if (attempt == null) {
                attempts.remove(namespace);
            } else {
                attempts.put(namespace, attempt);
            }
        }

        private void sdnLooks() {
            if (sdn == Sdn.DEAF) {
                return;
            }
            for (PodNetwork network : List.copyOf(networks.values())) {
                if (network.pending() != null) {
                    networks.put(network.namespace(), sdn == Sdn.LYING
                            ? with(network, network.netid(), null)
                            : answered(network, network.pending()));
                }
            }
        }

        private PodNetwork answered(PodNetwork network, String change) {
            if (change.equals("isolate")) {
                return with(network, others(network).isEmpty() ? network.netid() : Long.valueOf(nextNetid++), null);
            }
            PodNetwork target = networks.get(change.substring("join:".length()));
            return target == null ? network : with(network, target.netid(), null);
        }

        private static PodNetwork with(PodNetwork network, @Nullable Long netid, @Nullable String pending) {
            return new PodNetwork(network.namespace(), netid, pending, network.mesh(), network.joinedNetid());
        }
    }
}
