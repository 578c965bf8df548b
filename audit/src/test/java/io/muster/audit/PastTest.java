package io.muster.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PastTest {

    private final Recorded log = new Recorded();

    private static Past past(Instant time, List<LogRecord> records, Map<String, LogRecord> present) {
        Past past = new Past(time);
        records.forEach(past::add);
        past.finish(present, _ -> 0);
        return past;
    }

    private static List<String> told(Past past) {
        return past.members().stream()
                .map(each -> each.namespace() + "=" + each.mesh() + (each.isCertain() ? "" : "?")).toList();
    }

    @Test
    void tellsWhoWasAMemberAtEachMoment() {
        LogRecord joined = log.joined("shop", "mesh-a");
        LogRecord moved = log.moved("shop", "mesh-a", "mesh-b");
        LogRecord left = log.left("shop", "mesh-b", Recorded.at(1));
        List<LogRecord> all = List.of(joined, moved, left);
        Map<String, LogRecord> present = Map.of("shop", Recorded.asState(left));

        assertThat(told(past(Recorded.at(-1), all, present))).isEmpty();
        assertThat(told(past(Recorded.at(0), all, present))).containsExactly("shop=mesh-a");
        assertThat(told(past(Recorded.at(1), all, present))).containsExactly("shop=mesh-b");
        assertThat(told(past(Recorded.at(2), all, present))).isEmpty();
    }

    @Test
    void placesWhoseEventsRetentionHasRemovedByTheNextOne() {
        LogRecord gone = log.joined("shop", "mesh-a");
        LogRecord begins = log.joined("other", "mesh-a");
        LogRecord moved = log.moved("shop", "mesh-a", "mesh-b");
        Map<String, LogRecord> present = Map.of("shop", Recorded.asState(moved), "other", Recorded.asState(begins));

        assertThat(told(past(Recorded.at(1), List.of(begins, moved), present)))
                .containsExactly("other=mesh-a", "shop=mesh-a");
        assertThat(gone.previous()).isNull();
    }

    @Test
    void whoLeftWasAMemberSinceTheTimeThatTheEventTells() {
        log.joined("shop", "mesh-a");
        LogRecord begins = log.joined("other", "mesh-a");
        LogRecord left = log.left("shop", "mesh-a", Recorded.at(0));

        Past beforeTheLog = past(Recorded.at(0), List.of(begins, left), Map.of());

        assertThat(told(beforeTheLog)).containsExactly("shop=mesh-a");
        assertThat(beforeTheLog.members().getFirst().note()).contains("leaving");
        assertThat(beforeTheLog.logBegins()).contains(Recorded.at(1));
    }

    @Test
    void placesAMemberOlderThanTheLogByItsPresentRecord() {
        LogRecord old = log.joined("shop", "mesh-a");
        LogRecord begins = log.joined("other", "mesh-a");

        assertThat(told(past(Recorded.at(0), List.of(begins), Map.of("shop", Recorded.asState(old)))))
                .containsExactly("shop=mesh-a");
    }

    @Test
    void saysWhatTheLogNoLongerHoldsInsteadOfGuessing() {
        log.joined("shop", "mesh-a");
        log.left("shop", "mesh-a", Recorded.at(0));
        LogRecord again = log.joined("shop", "mesh-b");

        Past past = past(Recorded.at(0), List.of(again), Map.of("shop", Recorded.asState(again)));

        assertThat(told(past)).containsExactly("shop=null?");
        assertThat(past.members().getFirst().note()).contains("the log begins at");
    }

    @Test
    void aWholeLogBeginsNowhere() {
        LogRecord joined = log.joined("shop", "mesh-a");

        Past past = past(Recorded.at(-5), List.of(joined), Map.of("shop", Recorded.asState(joined)));

        assertThat(past.logBegins()).isEmpty();
        assertThat(past.members()).isEmpty();
    }

    @Test
    void saysWhereEventsAreMissingInBetween() {
        LogRecord joined = log.joined("shop", "mesh-a");
        log.left("shop", "mesh-a", Recorded.at(0));
        log.joined("shop", "mesh-b");
        LogRecord moved = log.moved("shop", "mesh-b", "mesh-c");

        Past past = past(Recorded.at(1), List.of(joined, moved), Map.of("shop", Recorded.asState(moved)));

        assertThat(told(past)).containsExactly("shop=mesh-a?");
        assertThat(past.members().getFirst().note()).contains("the log lacks what came after " + joined.id());
    }

    @Test
    void tellsTheDifferenceBetweenTwoTimes() {
        List<LogRecord> all = List.of(log.joined("stays", "mesh-a"), log.joined("leaves", "mesh-a"),
                log.joined("moves", "mesh-a"), log.left("leaves", "mesh-a", Recorded.at(1)),
                log.moved("moves", "mesh-a", "mesh-b"), log.joined("joins", "mesh-b"));

        assertThat(past(Recorded.at(2), all, Map.of()).until(past(Recorded.at(9), all, Map.of())))
                .extracting(each -> each.namespace() + " " + each.change())
                .containsExactly("joins joined", "leaves left", "moves moved");
    }

    @Test
    void anEventDeliveredTwiceIsNoGap() {
        LogRecord joined = log.joined("shop", "mesh-a");
        LogRecord again = log.record(joined.event().orElseThrow());
        LogRecord left = log.left("shop", "mesh-a", Recorded.at(0));

        assertThat(told(past(Recorded.at(1), List.of(joined, again, left), Map.of()))).containsExactly("shop=mesh-a");
        assertThat(told(past(Recorded.at(0), List.of(joined, again, left), Map.of()))).containsExactly("shop=mesh-a");
    }
}
