/** Phases in their one order and colour; small ones and those over seven go into "other". */

export const OTHER = 'other';
const OTHER_TOKEN = '--axis';
const MOST_PHASES = 7;
const SMALL_RATIO = 0.02;

/** Drawing order, with the token. A model's new phase takes one of these colours or goes into "other". */
const known: readonly [phase: string, token: string][] = [
  ['list', '--ph-list'],
  ['plan', '--ph-schedule'],
  ['schedule', '--ph-schedule'],
  ['open', '--ph-open'],
  ['firstByte', '--ph-first-byte'],
  ['transfer', '--ph-transfer'],
  ['shuffle', '--ph-transfer'],
  ['close', '--ph-close'],
  ['wait', '--ph-wait'],
  ['retry', '--ph-retry'],
  ['compute', '--ph-compute'],
  ['write', '--ph-write'],
  ['commit', '--ph-commit'],
];

/** Phases in which bytes move or work is done; the others are overhead. */
const useful = new Set(['transfer', 'compute', 'write']);

export function isUseful(phase: string): boolean {
  return useful.has(phase);
}

/** `firstByte` to "first byte". */
export function phaseWords(phase: string): string {
  return phase.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
}

/** One colour of a drawing and the phases that share it. */
export interface PhaseGroup {
  /** "plan and schedule", "other". */
  readonly label: string;
  readonly token: string;
  readonly phases: readonly string[];
}

/**
 * The groups of an account, in drawing order. `accounts` gives seconds by phase, one record a bar. A phase under 2 % of
 * every bar joins "other"; so do the smallest when more than seven groups would be drawn.
 */
export function groupPhases(accounts: readonly Readonly<Record<string, number>>[]): PhaseGroup[] {
  const share = largestShares(accounts);
  const groups = new Map<string, string[]>();
  const rest: string[] = [];
  for (const phase of [...share.keys()].sort((a, b) => rank(a) - rank(b))) {
    const token = known.find(([name]) => name === phase)?.[1];
    if (token === undefined || share.get(phase)! < SMALL_RATIO) rest.push(phase);
    else groups.set(token, [...(groups.get(token) ?? []), phase]);
  }
  const size = (phases: readonly string[]): number => phases.reduce((sum, phase) => sum + share.get(phase)!, 0);
  // "other" takes a place of its own, so one more has to give way for it.
  while (groups.size + (rest.length > 0 ? 1 : 0) > MOST_PHASES) {
    const [token, phases] = [...groups].reduce((least, group) => (size(group[1]) < size(least[1]) ? group : least));
    groups.delete(token);
    rest.push(...phases);
  }
  const drawn = [...groups].map(([token, phases]) => ({ label: phases.map(phaseWords).join(' and '), token, phases }));
  return rest.length === 0 ? drawn : [...drawn, { label: OTHER, token: OTHER_TOKEN, phases: rest }];
}

function rank(phase: string): number {
  const index = known.findIndex(([name]) => name === phase);
  return index < 0 ? known.length : index;
}

function largestShares(accounts: readonly Readonly<Record<string, number>>[]): Map<string, number> {
  const share = new Map<string, number>();
  for (const account of accounts) {
    const total = Object.values(account).reduce((sum, seconds) => sum + Math.max(0, seconds), 0);
    for (const [phase, seconds] of Object.entries(account)) {
      if (!(seconds > 0)) continue;
      share.set(phase, Math.max(share.get(phase) ?? 0, seconds / total));
    }
  }
  return share;
}
