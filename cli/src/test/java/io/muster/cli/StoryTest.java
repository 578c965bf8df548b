package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StoryTest {

    private final StringWriter text = new StringWriter();
    private final Terminal terminal = new Terminal(new PrintWriter(text), 60, false);

    @Test
    void numbersTheStepsAndCountsThem() {
        Story.Result result = new Story(terminal).tell(List.of(
                new Step("It begins", tell -> tell.did("nothing", () -> {})),
                new Step("It ends", tell -> tell.seen("nothing", Optional::empty))));

        assertThat(result).hasToString("2 passed, 0 failed");
        assertThat(text.toString()).contains("1. It begins", "did    nothing", "2. It ends", "seen   nothing");
    }

    @Test
    void aFailedStepDoesNotKeepTheNextFromBeingTold() {
        Story.Result result = new Story(terminal).tell(List.of(
                new Step("It fails", tell -> tell.stays("so", Duration.ofSeconds(1), () -> Optional.of("it is not"))),
                new Step("It breaks", tell -> {
                    throw new IllegalArgumentException("broken");
                }),
                new Step("It works", _ -> {})));

        assertThat(result).hasToString("1 passed, 2 failed");
        assertThat(text.toString()).contains("FAILED", "does not stay so: so (it is not)", "broken", "3. It works");
    }

    @Test
    void looksAgainUntilItIsSo() {
        AtomicInteger looks = new AtomicInteger();

        Story.Result result = new Story(terminal).tell(List.of(new Step("It takes a while", tell -> tell.seen("three",
                () -> looks.incrementAndGet() < 3 ? Optional.of("not yet") : Optional.empty()))));

        assertThat(result.failed()).isZero();
        assertThat(looks).hasValue(3);
    }
}
