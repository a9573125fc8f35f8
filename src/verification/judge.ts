/** The rule: what an estimate and its theory must look like for the quantity to hold. */
import type { VerificationQuantity, VerificationRule, VerificationSize } from '../results/verification.ts';
import { studentT } from '../statistics/index.ts';
import type { QuantitySpec } from './case.ts';
import type { Estimate } from './estimate.ts';

/**
 * Four standard errors alone would let a 3 % mistake pass where the error is 1 %, so the error itself is bounded. By
 * chance a right kernel misses four errors once in about 3,700 quantities (Student t, 39 degrees of freedom).
 */
export const rules: Readonly<Record<VerificationSize, VerificationRule>> = {
  quick: { minBatches: 30, standardErrors: 4, relativeStandardError: 0.01, exactTolerance: 1e-9 },
  long: { minBatches: 30, standardErrors: 4, relativeStandardError: 0.0025, exactTolerance: 1e-9 },
};

export function judgeQuantity(
  spec: QuantitySpec,
  estimate: Estimate | undefined,
  batches: number,
  rule: VerificationRule,
): VerificationQuantity {
  const { name, says, theory, formula, source, published } = spec;
  const { value: simulated, standardError } = estimate ?? { value: Number.NaN, standardError: null };
  const difference = simulated - theory;
  const relativeError = theory === 0 ? difference : difference / theory;
  const isExact = spec.exact === true;
  const chance = !isExact && standardError !== null && Number.isFinite(standardError) && batches > 1;
  const half = chance ? studentT(0.95, batches - 1) * standardError : 0;
  // All batches alike: no chance was left, and any difference at all is a deviation.
  const deviation = chance ? (difference === 0 ? 0 : difference / standardError) : null;
  const reason = isExact
    ? exactReason(relativeError, rule)
    : estimateReason(deviation, chance ? standardError / Math.abs(theory) : Number.NaN, batches, rule);
  return {
    name,
    says,
    theory,
    formula,
    source,
    ...(published === undefined ? {} : { published }),
    exact: isExact,
    simulated: finite(simulated),
    standardError: chance ? standardError : null,
    ci95: chance ? [simulated - half, simulated + half] : null,
    deviationInErrors: deviation === null ? null : finite(deviation),
    relativeError: finite(relativeError),
    verdict: reason === null ? 'holds' : 'fails',
    ...(reason === null ? {} : { reason }),
  };
}

/** What JSON can carry: a run of a broken kernel must still be reported. */
export function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function exactReason(relativeError: number, rule: VerificationRule): string | null {
  if (Math.abs(relativeError) <= rule.exactTolerance) return null;
  return `differs by ${relativeError.toPrecision(3)}, where ${rule.exactTolerance} is allowed`;
}

function estimateReason(
  deviation: number | null,
  relativeStandardError: number,
  batches: number,
  rule: VerificationRule,
): string | null {
  if (batches < rule.minBatches) return `${batches} batches, where ${rule.minBatches} are needed`;
  if (deviation === null || !Number.isFinite(deviation)) return 'no estimate';
  if (!(Math.abs(deviation) < rule.standardErrors)) return `${deviation.toFixed(1)} standard errors from theory`;
  if (!(relativeStandardError < rule.relativeStandardError)) {
    return `the standard error is ${(100 * relativeStandardError).toFixed(2)} % of theory, too wide to tell`;
  }
  return null;
}
