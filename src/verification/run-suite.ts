/** Runs cases and puts their verdicts together. */
import type {
  VerificationCase,
  VerificationResults,
  VerificationSize,
  VerificationSummary,
} from '../results/verification.ts';
import { type CaseSpec, groups } from './case.ts';
import { references } from './cases/index.ts';
import { finite, judgeQuantity, rules } from './judge.ts';
import { createLab, type Lab } from './lab.ts';
import { studentTail } from './student-tail.ts';

/**
 * Relative standard error that the size of a run aims at. The error estimated from 40 batches scatters by 11 %, so that
 * two of its deviations fit below the bound of the rule in the quick suite, three in the long one.
 */
export const targets: Readonly<Record<VerificationSize, number>> = { quick: 0.0082, long: 0.0018 };

/** Runs one case; the same spec, size and seed give the same result to the last bit. */
export function runCase(spec: CaseSpec, size: VerificationSize, lab: Lab = createLab()): VerificationCase {
  const outcome = spec.run(lab, entitiesOf(spec, size));
  const { entities, events, batches } = outcome;
  const quantities = spec.quantities.map((quantity) =>
    judgeQuantity(quantity, outcome.estimates[quantity.name], batches, rules[size]),
  );
  const invariants = outcome.invariants.map((invariant) => ({ ...invariant, deviation: finite(invariant.deviation) }));
  const holds = quantities.every(({ verdict }) => verdict === 'holds') && invariants.every((each) => each.holds);
  const { id, group, title, simulates, entity } = spec;
  return {
    id,
    group,
    title,
    simulates,
    entity,
    entities,
    events,
    batches,
    quantities,
    invariants,
    verdict: holds ? 'holds' : 'fails',
  };
}

/** Customers, flows, replications ... that a run of this size takes. */
export function entitiesOf({ relativeVariance }: CaseSpec, size: VerificationSize): number {
  return relativeVariance === null ? 0 : Math.ceil(relativeVariance / targets[size] ** 2);
}

export interface SuiteInfo {
  /** Version of lakesim. */
  readonly version: string;
  readonly mathDigest: string;
  readonly size: VerificationSize;
  readonly seed: number;
}

export function assembleResults(cases: readonly VerificationCase[], info: SuiteInfo): VerificationResults {
  const present = new Set(cases.map(({ group }) => group));
  return {
    schema: 1,
    kind: 'kernel-verification',
    lakesim: info.version,
    engine: { mathDigest: info.mathDigest },
    size: info.size,
    seed: info.seed,
    rule: rules[info.size],
    summary: summarize(cases),
    groups: groups.filter(({ id }) => present.has(id)).map((group) => ({ ...group })),
    cases: [...cases],
    references: [...references],
  };
}

function summarize(cases: readonly VerificationCase[]): VerificationSummary {
  const all = cases.flatMap((each) => each.quantities.map((quantity) => ({ of: each, quantity })));
  const invariants = cases.flatMap((each) => each.invariants);
  const total = (of: (each: VerificationCase) => number): number => cases.reduce((sum, each) => sum + of(each), 0);
  let worst: VerificationSummary['worst'] = null;
  let expected = 0;
  for (const { of, quantity } of all) {
    const deviation = quantity.deviationInErrors;
    if (deviation === null) continue;
    expected += studentTail(2, of.batches - 1);
    if (worst === null || Math.abs(deviation) > Math.abs(worst.deviationInErrors)) {
      worst = { case: of.id, quantity: quantity.name, deviationInErrors: deviation };
    }
  }
  return {
    cases: cases.length,
    quantities: all.length,
    holds: all.filter(({ quantity }) => quantity.verdict === 'holds').length,
    exact: all.filter(({ quantity }) => quantity.exact).length,
    invariants: invariants.length,
    invariantsHold: invariants.filter(({ holds }) => holds).length,
    entities: total(({ entities }) => entities),
    events: total(({ events }) => events),
    worst,
    beyondTwo: all.filter(({ quantity }) => Math.abs(quantity.deviationInErrors ?? 0) > 2).length,
    beyondTwoExpected: expected,
  };
}
