package io.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ClosestTest {

    @Test
    void theClosestNameIsTheOneThatWasMeant() {
        List<String> names = List.of("istio-system", "bookinfo", "shop");

        assertThat(Closest.of("bokinfo", names)).contains("bookinfo");
        assertThat(Closest.of("istio", names)).contains("istio-system");
        assertThat(Closest.of("unrelated", names)).isEmpty();
        assertThat(Closest.unknown("mesh", "shp", names)).hasMessage("there is no mesh shp: did you mean shop?");
    }
}
