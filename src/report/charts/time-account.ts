/** Where the time goes: seconds by phase, one stacked bar a design, with lower bounds beneath. */
import type { DesignResult, LowerBound, Results } from '../../results/types.ts';
import { formatShare, formatTime } from '../../units/index.ts';
import type { Figure } from '../figure.ts';
import { type AccountRow, type BoundMark, drawAccount, needShares, SHARES_FROM_SPAN } from './_account.ts';
import { drawPair, type FigureOptions } from './_canvas.ts';
import { foremostDesigns } from './_designs.ts';
import { answerClaim, designsOf } from './_focus.ts';
import { groupPhases, isUseful, OTHER, type PhaseGroup, phaseWords } from './_phases.ts';
import { isNumber, printBeside } from './_values.ts';
import { boundWords } from './_walls.ts';
import { accountTitle } from './titles.ts';

const MOST_BARS = 8;
/** A bound belongs under a bar of seconds only if its metric is the bar's total. */
const SAME_RATIO = 0.01;

interface Account {
  readonly name: string;
  readonly design: DesignResult;
  readonly phases: Readonly<Record<string, number>>;
  readonly total: number;
}

/** Null if no design has spent any time. */
export function timeAccountFigure(results: Results, options: FigureOptions = {}): Figure | null {
  const accounts = accountsOf(results);
  if (accounts.length === 0) return null;
  const kept = foremostDesigns(
    results,
    accounts.map((account) => account.name),
    MOST_BARS,
  );
  const drawn = accounts.filter((account) => kept.includes(account.name));
  const groups = groupPhases(drawn.map((account) => account.phases));
  const shares = needShares(drawn.map((account) => account.total));
  const longest = drawn.reduce((a, b) => (b.total > a.total ? b : a));
  // The title is about the slower of the designs that the answer names, if it names any.
  const named = designsOf(results, answerClaim(results));
  const asked =
    drawn
      .filter((account) => named.includes(account.name))
      .reduce<Account | null>((a, b) => (a === null || b.total > a.total ? b : a), null) ?? longest;
  const rows = drawn.map((account) => rowOf(account, groups, shares, longest.total));
  const basis = basisOf(drawn);
  const bounded = rows.some((row) => row.bounds.length > 0);
  return {
    id: 'time-account',
    section: 'time',
    title: accountTitle(sharesOf(asked), isUseful, asked.name),
    howToRead: [
      `One bar a design: the ${basis}, by phase.`,
      ...(shares ? [`Totals differ more than ${SHARES_FROM_SPAN}×, so the bars show shares; totals above.`] : []),
      ...(bounded ? ['Ticks below: the time if only that resource took any.'] : []),
    ].join(' '),
    description: describe(accounts, longest, basis),
    key: groups.map(({ label, token }) => ({ label, token })),
    ...drawPair(options, (canvas) =>
      drawAccount(rows, { shares, unit: 's', axisTitle: shares ? 'share of the design’s total' : basis }, canvas),
    ),
    table: table(accounts, groups),
    ...(drawn.length < accounts.length ? { note: `${drawn.length} of ${accounts.length} designs are drawn.` } : {}),
  };
}

/** What the bars are sums of. Designs that do not do the same have sums of different things, and none of them names all. */
function basisOf(accounts: readonly Account[]): string {
  const bases = new Set(accounts.map(({ design }) => design.time.basis));
  const [basis = ''] = bases;
  return bases.size === 1 ? basis : 'sum of the latencies of all that each does';
}

function accountsOf(results: Results): Account[] {
  return results.designOrder.flatMap((name) => {
    const design = results.designs[name];
    if (!design) return [];
    const phases = Object.fromEntries(Object.entries(design.time.phases).filter(([, s]) => isNumber(s) && s > 0));
    // The bar is as long as what is in it, or its segments would not meet its end.
    const total = Object.values(phases).reduce((sum, seconds) => sum + seconds, 0);
    return total > 0 ? [{ name, design, phases, total }] : [];
  });
}

function sharesOf({ phases, total }: Account): Map<string, number> {
  return new Map(Object.entries(phases).map(([phase, seconds]) => [phase, seconds / total]));
}

function rowOf(account: Account, groups: readonly PhaseGroup[], shares: boolean, longest: number): AccountRow {
  const { name, design, phases, total } = account;
  const segments = groups
    .map(({ label, token, phases: members }) => ({
      label,
      token,
      value: members.reduce((sum, phase) => sum + (phases[phase] ?? 0), 0),
    }))
    .filter((segment) => segment.value > 0);
  return {
    name,
    segments,
    total,
    totalLabel: shares ? formatTime(total) : printBeside(total, longest, 's'),
    bounds: design.lowerBounds.flatMap((bound) => boundMark(bound, design, total, shares)),
  };
}

function boundMark(bound: LowerBound, design: DesignResult, total: number, shares: boolean): BoundMark[] {
  const mean = design.metrics[bound.metric]?.mean;
  if (!isNumber(mean) || mean <= 0 || !(bound.value > 0)) return [];
  const share = Math.min(1, bound.value / mean);
  const sameTotal = Math.abs(mean / total - 1) < SAME_RATIO;
  if (sameTotal) return [{ label: `${boundWords(bound.name)} ${formatTime(bound.value)}`, share }];
  return shares ? [{ label: `${boundWords(bound.name)} ${formatShare(share)}`, share }] : [];
}

function describe(accounts: readonly Account[], longest: Account, basis: string): string {
  const shortest = accounts.reduce((a, b) => (b.total < a.total ? b : a));
  const [phase, share] = [...sharesOf(longest)].reduce((a, b) => (b[1] > a[1] ? b : a));
  return [
    `The ${basis} by phase, one stacked bar for each of ${accounts.length} designs.`,
    longest === shortest
      ? `The total of ${longest.name} is ${formatTime(longest.total)}.`
      : `The largest total is ${formatTime(longest.total)} (${longest.name}), the smallest ${formatTime(shortest.total)} (${shortest.name}).`,
    `In ${longest.name} the largest phase is ${phaseWords(phase)} with ${formatShare(share)}.`,
  ].join(' ');
}

/** All phases, "other" opened, then the total and the bounds. */
function table(accounts: readonly Account[], groups: readonly PhaseGroup[]): Figure['table'] {
  const inOther = new Set(groups.find(({ label }) => label === OTHER)?.phases ?? []);
  const order = groups.flatMap((group) => group.phases);
  const missing = [...new Set(accounts.flatMap(({ phases }) => Object.keys(phases)))].filter((p) => !order.includes(p));
  const rows = [...order, ...missing].map((phase) => [
    inOther.has(phase) ? `${phaseWords(phase)} (in other)` : phaseWords(phase),
    ...accounts.flatMap(({ phases, total }) => {
      const seconds = phases[phase] ?? 0;
      return [seconds === 0 ? 'none' : formatTime(seconds), formatShare(seconds / total)];
    }),
  ]);
  const totals = ['total', ...accounts.flatMap(({ total }) => [formatTime(total), '100%'])];
  const bounds = [
    ...new Set(accounts.flatMap(({ design }) => design.lowerBounds.map((b) => `${b.metric}\n${b.name}`))),
  ];
  const boundRows = bounds.map((key) => {
    const [metric, name] = key.split('\n');
    return [
      `lower bound of ${metric}: ${boundWords(name ?? '')}`,
      ...accounts.flatMap(({ design }) => {
        const bound = design.lowerBounds.find((b) => b.metric === metric && b.name === name);
        const mean = metric === undefined ? null : design.metrics[metric]?.mean;
        if (!bound) return ['none', 'none'];
        return [formatTime(bound.value), isNumber(mean) && mean > 0 ? formatShare(bound.value / mean) : 'not measured'];
      }),
    ];
  });
  return {
    columns: [
      { name: 'phase', numeric: false },
      ...accounts.flatMap(({ name }) => [
        { name, numeric: true },
        { name: `${name}, share`, numeric: true },
      ]),
    ],
    rows: [...rows, totals, ...boundRows],
  };
}
