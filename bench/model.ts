/** What a run did. `check` is a result of the simulation: it keeps a bench from becoming a bench of something else. */
export interface BenchOutcome {
  events: number;
  check: number;
}

/** A bench model. Its rate is (events of the long run - events of the short) / (time of the long - time of the short). */
export interface BenchModel {
  name: string;
  /** What one event is, and which draws it makes. */
  about: string;
  shortSize: number;
  longSize: number;
  /** A size that runs in some milliseconds, and the check value it must give: a test runs it. */
  small: { size: number; check: number };
  run(size: number): BenchOutcome;
}
