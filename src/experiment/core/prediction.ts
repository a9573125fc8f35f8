/**
 * Prediction ranges: what a single run may give, when also the hour and the like are drawn that the scenario holds still.
 * A profile says which of its keys stand for such things and what word frees them; a key that the scenario gives itself
 * stays as given. The range holds 95 of 100 replications; it is wider than the interval of the mean, and of another kind.
 */
import type { ClaimResult } from '../../results/index.ts';
import type { Overrides, Resolved, Scenario } from '../../scenario/core/index.ts';
import { readyClaim } from './claims.ts';
import { completeRows } from './estimate.ts';
import type { Evaluator } from './evaluator.ts';

export type Prediction = NonNullable<ClaimResult['prediction']>;

/** Fewer replications say nothing about the outer twentieth. */
const fewest = 20;
const outer = 0.025;

/** What is freed: address (with the design) to word. Empty where no profile names anything, or the scenario gives it all. */
export function freed(scenario: Scenario, resolved: Resolved): Record<string, string> {
  const words: Record<string, string> = {};
  for (const design of resolved.designs) {
    for (const component of design.components) {
      const profile = scenario.profiles[component.kind]?.[component.profile];
      for (const [key, word] of Object.entries(profile?.prediction ?? {})) {
        const input = design.inputs.find((each) => each.address === `${component.name}.${key}`);
        if (input?.origin === 'default' && component.values[key] !== word) {
          words[`${design.name}.${component.name}.${key}`] = word;
        }
      }
    }
  }
  return words;
}

/** The prediction ranges of the claims, by id; claims whose designs hold nothing still or have no chance have none. */
export function predictClaims(evaluator: Evaluator): Record<string, Prediction> {
  const { scenario, catalog } = evaluator;
  const base = evaluator.resolve({}).resolved;
  const words = freed(scenario, base);
  if (Object.keys(words).length === 0 || base.run.replications < fewest) return {};
  const overrides: Overrides = Object.fromEntries(Object.entries(words).map(([at, word]) => [at, { raw: word }]));
  const { resolved, issues } = evaluator.resolve(overrides);
  if (issues.length > 0) return {};
  const found: Record<string, Prediction> = {};
  for (const claim of scenario.claims) {
    const { formula } = readyClaim(claim, { resolved, catalog, claims: scenario.claims });
    if (!formula) continue;
    const designs = new Set(formula.needs.map((need) => need.design));
    const varied = Object.keys(words).filter((address) => designs.has(address.split('.')[0]!));
    if (varied.length === 0) continue;
    const columns = formula.needs.map(({ design, ref }) => {
      const of = resolved.designs.find((each) => each.name === design)!;
      return evaluator.column(evaluator.evaluate(of, resolved.run), ref);
    });
    if (!columns.some((column) => column.random) || columns.some((column) => column.noInterval !== null)) continue;
    const rows = completeRows(columns);
    const n = rows[0]?.length ?? 0;
    const values = Array.from({ length: n }, (_, i) => formula.value(rows.map((row) => row[i]!))).sort((a, b) => a - b);
    if (n < fewest || !values.every(Number.isFinite) || isPoint(values)) continue;
    const addresses = [...new Set(varied.map((address) => address.slice(address.indexOf('.') + 1)))].sort();
    found[claim.id] = {
      lo: quantile(values, outer),
      hi: quantile(values, 1 - outer),
      n,
      varied: addresses.map((address) => ({
        address,
        to: words[varied.find((each) => each.endsWith(`.${address}`))!]!,
      })),
    };
  }
  return found;
}

/** Nothing but rounding between the ends. */
const isPoint = (sorted: readonly number[]): boolean => sorted.at(-1)! - sorted[0]! <= 1e-9 * Math.abs(sorted.at(-1)!);

/** Of sorted values, by interpolation between neighbours. */
function quantile(sorted: readonly number[], p: number): number {
  const at = p * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below]! + (at - below) * (sorted[above]! - sorted[below]!);
}
