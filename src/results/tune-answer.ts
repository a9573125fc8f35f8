/**
 * The answer where the scenario has a wish: the setting to take, its numbers, the next best, and what would change it.
 *
 *     **Interval 5 min with buffer 64 MiB**: $12.40 a month, ingest freshness at p99 4.92 min; next is the same with
 *     interval 1 min at $13.10, also the choice for a limit under 4.93 min.
 */
import { formatValue } from '../units/index.ts';
import { replicationWords } from './replication-words.ts';
import {
  besideWords,
  bestWords,
  candidateWords,
  givenWords,
  headWords,
  limitWords,
  measuredWords,
  measureWords,
  namesDesigns,
} from './tune-words.ts';
import type { AnswerResult, Results, TuneCandidate, TuneResult, TuneValue } from './types.ts';

type Input = Pick<Results, 'designOrder' | 'replications'> & { tune: TuneResult };

export function tuneAnswer(results: Input): AnswerResult {
  const { tune } = results;
  const sentence = tune.recommended === null ? nothingSatisfies(results) : recommendation(results, tune.recommended);
  return { sentence, scope: scopeOf(results) };
}

export const show = (value: TuneValue, unit: string): string =>
  value.value === null ? 'no value' : `${value.side === 'atLeast' ? 'at least ' : ''}${formatValue(value.value, unit)}`;

function numbersOf({ tune, designOrder }: Input, candidate: TuneCandidate): string {
  return [
    ...tune.objectives.map(({ expression, unit }, i) =>
      measuredWords(expression, show(candidate.objectives[i]!, unit), designOrder),
    ),
    ...tune.constraints.map(({ expression, unit }, i) =>
      measuredWords(expression, show(candidate.constraints[i]!, unit), designOrder),
    ),
  ]
    .filter((words, i, all) => all.indexOf(words) === i)
    .join(', ');
}

function recommendation(results: Input, recommended: number): string {
  const { tune, designOrder } = results;
  const names = namesDesigns(tune);
  const chosen = tune.candidates[recommended]!;
  const name = (i: number): string => besideWords(tune.candidates[i]!, chosen, names);
  const front = tune.candidates.filter(({ front: isOn, feasible }) => isOn && feasible === 'yes').length;
  const where = givenWords(tune.given);
  const head = where === '' ? '' : `${capital(where)}: `;
  const called = head === '' ? headWords(chosen, names) : candidateWords(chosen, names);
  const parts = [`${head}**${called}**: ${numbersOf(results, chosen)}`];
  if (tune.objectives.length > 1 && front > 1)
    parts[0] += `, ${bestWords(tune.objectives[0]!, designOrder)} of ${front} on the front`;
  const twins = tune.candidates.flatMap(({ tied, feasible }, i) => (tied && feasible === 'yes' ? [i] : []));
  if (twins.length > 0) {
    const twin = twins.length === 1 ? name(twins[0]!) : `${twins.length} others`;
    parts.push(
      `no difference is seen ${twin.startsWith('the same with ') ? twin.slice('the same '.length) : `from ${twin}`}`,
    );
  }
  const flip = mainFlip(tune);
  const { runnerUp } = tune;
  if (runnerUp !== null) {
    const price = show(tune.candidates[runnerUp]!.objectives[0]!, tune.objectives[0]!.unit);
    const both = flip && flip.candidate === runnerUp ? `, also the choice ${flipWords(results, flip)}` : '';
    parts.push(`next is ${name(runnerUp)} at ${price}${both}`);
    if (both !== '') return `${parts.join('; ')}.`;
  }
  if (flip) {
    const what = flip.candidate === null ? 'nothing satisfies' : `it would be ${name(flip.candidate)}`;
    parts.push(`${flipWords(results, flip)} ${what}`);
  } else {
    const other = tune.elsewhere.find(
      ({ candidate }) => candidate !== null && candidateWords(candidate, names) !== candidateWords(chosen, names),
    );
    if (other) parts.push(`${givenWords(other.given)} it would be ${besideWords(other.candidate!, chosen, names)}`);
  }
  return `${parts.join('; ')}.`;
}

/** The stricter limit nearest to the choice that still leaves one, else the looser one, else where nothing is left. */
export function mainFlip({ flips, constraints }: TuneResult): TuneResult['flips'][number] | null {
  const isStricter = ({ constraint, side }: TuneResult['flips'][number]): boolean =>
    (side === 'below') === (constraints[constraint]!.expect.high !== null);
  const stricter = flips.filter(isStricter);
  return (
    stricter.find(({ candidate }) => candidate !== null) ??
    flips.find((flip) => !isStricter(flip)) ??
    stricter[0] ??
    null
  );
}

/** "for a limit under 4.92 min"; with several limits, of which. */
export function flipWords(
  { tune, designOrder }: Input,
  { constraint, side, limit }: TuneResult['flips'][number],
): string {
  const { expression, unit } = tune.constraints[constraint]!;
  const value = formatValue(limit, unit);
  const of = tune.constraints.length > 1 ? ` on ${measureWords(expression, designOrder)}` : '';
  return side === 'below' ? `for a limit under ${value}${of}` : `for a limit over ${value}${of}`;
}

function nothingSatisfies(results: Input): string {
  const { tune, designOrder } = results;
  const limits = tune.constraints.map((constraint) => limitWords(constraint, designOrder)).join(' and ');
  const where = givenWords(tune.given);
  const head = where === '' ? '**Nothing**' : `${capital(where)} **nothing**`;
  const { nearest } = tune;
  if (nearest === null) {
    const reason = tune.candidates.flatMap(({ objectives }) => objectives.flatMap((each) => each.reason ?? []))[0];
    return `**No answer**: ${reason ?? 'nothing was measured'}.`;
  }
  const candidate = tune.candidates[nearest]!;
  const near = `${candidateWords(candidate, namesDesigns(tune))}: ${numbersOf(results, candidate)}`;
  return candidate.feasible === 'undecided'
    ? `${head} keeps ${limits} for certain; nearest is ${near}${doubt(candidate)}.`
    : `${head} keeps ${limits}; nearest is ${near}.`;
}

/** Why a limit is undecided. */
function doubt({ constraints }: TuneCandidate): string {
  const open = constraints.find(({ met, reason }) => met === 'undecided' && reason !== undefined);
  return open ? ` (${open.reason})` : '';
}

/** What was wished for, among how many, over what. */
function scopeOf(results: Input): string {
  const { tune, designOrder, replications } = results;
  const wish = tune.objectives
    .map(
      ({ expression, better }) => `${better === 'low' ? 'lowest' : 'highest'} ${measureWords(expression, designOrder)}`,
    )
    .join(' and ');
  const limits = tune.constraints.map((constraint) => limitWords(constraint, designOrder));
  const count = tune.candidates.length;
  const among = `${count} ${count === 1 ? 'candidate' : 'candidates'}`;
  const over =
    replications.stoppedBy === 'nothing random'
      ? 'exact: nothing random in this model'
      : `95% intervals over ${replicationWords(results as Results)}`;
  return `${wish}${limits.length > 0 ? ` with ${limits.join(' and ')}` : ''}, among ${among}; ${over}`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
