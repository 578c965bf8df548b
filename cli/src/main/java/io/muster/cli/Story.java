package io.muster.cli;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The steps of the demo, told one after the other. */
record Story(Terminal terminal) {

    /** How it went. */
    record Result(int passed, int failed) {
        @Override
        public String toString() {
            return passed + " passed, " + failed + " failed";
        }
    }

    /** Tells all steps; one that fails does not keep the next from being told. */
    Result tell(List<Step> steps) {
        int failed = 0;
        for (int i = 0; i < steps.size(); i++) {
            terminal.gap();
            terminal.heading("%d. %s".formatted(i + 1, steps.get(i).title()));
            failed += tell(steps.get(i)) ? 0 : 1;
        }
        terminal.gap();
        return new Result(steps.size() - failed, failed);
    }

    private boolean tell(Step step) {
        try {
            step.body().accept(new Telling(terminal));
            return true;
        } catch (StepFailed e) {
            terminal.line(Terminal.Style.BAD, "FAILED", String.valueOf(e.getMessage()), "");
            return false;
        } catch (RuntimeException e) {
            logger().error("step \"{}\" broke off", step.title(), e);
            terminal.line(Terminal.Style.BAD, "FAILED", "broke off: " + e, "");
            return false;
        }
    }

    /** Not a constant: the demo decides where logs go before the first logger is asked for. */
    private static Logger logger() {
        return LoggerFactory.getLogger(Story.class);
    }
}
